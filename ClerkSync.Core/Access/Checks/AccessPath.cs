using System.Text.Json;

namespace ClerkSync.Core.Access.Checks;

/// <summary>Finds mapped values in a row: <c>public_metadata.plan</c>, <c>users.plan</c>.</summary>
internal static class AccessPath
{
    /// <summary>The values that a mapping names, and for a path in the unsafe metadata those that would take its place.</summary>
    /// <param name="row">All columns of a row.</param>
    /// <param name="table">The row's table, which paths of columns begin with.</param>
    /// <param name="mapping">Names the paths.</param>
    public static Dictionary<string, JsonElement> ReadValues(JsonElement row, string table, AccessMapping mapping)
    {
        var values = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var path in mapping.Paths.SelectMany(path => (string[])[path, .. AccessSlot.FindSafePaths(path)]))
        {
            if (Find(row, table, path) is { ValueKind: not JsonValueKind.Null } value)
            {
                values[path] = value;
            }
        }

        return values;
    }

    private static JsonElement? Find(JsonElement row, string table, string path)
    {
        var dot = path.IndexOf('.', StringComparison.Ordinal);
        var (container, key) = (path[..dot], path[(dot + 1)..]);
        return container == table ? FindMember(row, key)
            : FindMember(row, container) is { } metadata ? FindMember(metadata, key)
            : null;
    }

    /// <summary>A member by its name, which may have dots in it, else by the names of a nested one.</summary>
    private static JsonElement? FindMember(JsonElement parent, string key)
    {
        if (parent.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        if (parent.TryGetProperty(key, out var found))
        {
            return found;
        }

        var dot = key.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && parent.TryGetProperty(key[..dot], out var child) ? FindMember(child, key[(dot + 1)..]) : null;
    }
}
