using System.Text.Json;
using System.Text.Json.Nodes;

namespace ClerkSync.SimulatedClerk.Objects;

/// <summary>The metadata of an object: JSON objects, or null for empty ones. Only users have unsafe metadata.</summary>
internal sealed record Metadata
{
    public static Metadata Empty { get; } = new();

    public JsonElement? Public { get; init; }
    public JsonElement? Private { get; init; }
    public JsonElement? Unsafe { get; init; }

    /// <summary>Merges deeply. A null value removes its key.</summary>
    /// <remarks>Source: Clerk's Backend API specification, <c>UpdateUserMetadata</c>.</remarks>
    public Metadata Merge(Metadata changes) =>
        new()
        {
            Public = Merge(Public, changes.Public),
            Private = Merge(Private, changes.Private),
            Unsafe = Merge(Unsafe, changes.Unsafe),
        };

    /// <summary>Replaces the parts that are given.</summary>
    public Metadata Replace(Metadata others) =>
        new()
        {
            Public = others.Public ?? Public,
            Private = others.Private ?? Private,
            Unsafe = others.Unsafe ?? Unsafe,
        };

    private static JsonElement? Merge(JsonElement? old, JsonElement? changes)
    {
        if (changes is not { } changed)
        {
            return old;
        }

        var merged = old is { } element ? JsonObject.Create(element)! : [];
        Merge(merged, JsonObject.Create(changed)!);
        return JsonElement.Parse(merged.ToJsonString());
    }

    private static void Merge(JsonObject target, JsonObject changes)
    {
        foreach (var (name, value) in changes)
        {
            switch (value)
            {
                case null:
                    target.Remove(name);
                    break;
                case JsonObject inner:
                    if (target[name] is not JsonObject into)
                    {
                        target[name] = into = [];
                    }

                    Merge(into, inner);
                    break;
                default:
                    target[name] = value.DeepClone();
                    break;
            }
        }
    }
}
