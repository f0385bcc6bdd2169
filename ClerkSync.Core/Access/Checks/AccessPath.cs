using System.Text.Json;

namespace ClerkSync.Core.Access.Checks;

/// <summary>Finds mapped values in a row: <c>public_metadata.plan</c>, <c>users.plan</c>, <c>app.accounts.plan</c>.</summary>
internal static class AccessPath
{
    /// <summary>
    /// The mapped values of a mirrored row. For a path in the unsafe metadata, includes the values at the paths that it can move to.
    /// Excludes paths of the application's table.
    /// </summary>
    /// <param name="table">The row's table, such as <c>users</c>: paths of columns start with it.</param>
    public static Dictionary<string, JsonElement> ReadValues(JsonElement row, string table, AccessMapping mapping) =>
        Read(mapping, path => mapping.Table?.FindColumn(path) is null ? Find(row, table, path) : null);

    /// <summary>The mapped values of a row of the application's table.</summary>
    /// <param name="row">The mapped columns by name.</param>
    public static Dictionary<string, JsonElement> ReadColumns(JsonElement row, AccessMapping mapping) =>
        Read(
            mapping,
            path =>
                mapping.Table?.FindColumn(path) is { } column && row.TryGetProperty(column, out var value)
                    ? value
                    : null
        );

    private static Dictionary<string, JsonElement> Read(AccessMapping mapping, Func<string, JsonElement?> find)
    {
        var values = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var path in mapping.Paths.SelectMany(path => (string[])[path, .. AccessSlot.FindSafePaths(path)]))
        {
            // A null in the column that repeats the plan is compared, because it stands for the free plan.
            if (find(path) is { } value && (value.ValueKind != JsonValueKind.Null || path == mapping.DatabasePlan))
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

    /// <summary>Finds a member by its whole name, which may contain dots, else as a path of nested members.</summary>
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
