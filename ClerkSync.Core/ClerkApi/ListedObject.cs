using System.Text.Json;
using ClerkSync.Core.Json;
using ClerkSync.Core.Objects;

namespace ClerkSync.Core.ClerkApi;

/// <summary>One object of an answer of Clerk's API. What is wrong with it concerns no other.</summary>
/// <param name="Id">Null when it cannot be read.</param>
/// <param name="CreatedAt">When Clerk made it; null when that cannot be read.</param>
/// <param name="Value">Null when it cannot be read, or is a membership of nobody.</param>
/// <param name="UnreadableAt">The JSON path of what cannot be read, never what is there; null when it can be read.</param>
internal sealed record ListedObject(ClerkId? Id, DateTimeOffset? CreatedAt, IClerkVersion? Value, string? UnreadableAt)
{
    public static ListedObject Read(JsonElement json, Func<ObjectReader, IClerkVersion?> read)
    {
        var reader = new ObjectReader(json);
        var (id, createdAt) = (reader.FindId("id"), reader.FindTime("created_at"));
        try
        {
            return new(id, createdAt, read(reader), null);
        }
        catch (JsonException exception)
        {
            return new(id, createdAt, null, exception.Path);
        }
    }

    public static IReadOnlyList<ListedObject> ReadAll(
        JsonElement.ArrayEnumerator items,
        Func<ObjectReader, IClerkVersion?> read
    ) => [.. items.Select(item => Read(item, read))];
}

/// <summary>One page of a list that is read by offset.</summary>
/// <param name="Objects">In Clerk's order.</param>
/// <param name="TotalCount">How many there are on all pages.</param>
internal sealed record ListPage(IReadOnlyList<ListedObject> Objects, long TotalCount);
