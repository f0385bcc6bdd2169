using System.Text.Json;
using ClerkSync.Core.Json;

namespace ClerkSync.Core.ClerkApi;

/// <summary>One object of an answer of Clerk's API. What is wrong with it concerns no other.</summary>
/// <param name="Id">Null when it cannot be read.</param>
/// <param name="CreatedAt">When Clerk made it; null when that cannot be read.</param>
/// <param name="Value">Null when it cannot be read, or is a membership of nobody.</param>
/// <param name="UnreadableAt">The JSON path of what cannot be read, never what is there; null when it can be read.</param>
internal sealed record ListedObject<T>(ClerkId? Id, DateTimeOffset? CreatedAt, T? Value, string? UnreadableAt)
    where T : class
{
    public static ListedObject<T> Read(JsonElement json, Func<ObjectReader, T?> read)
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

    public static IReadOnlyList<ListedObject<T>> ReadAll(
        JsonElement.ArrayEnumerator items,
        Func<ObjectReader, T?> read
    ) => [.. items.Select(item => Read(item, read))];
}

/// <summary>One page of a list that is read by offset.</summary>
/// <param name="Objects">In Clerk's order.</param>
/// <param name="TotalCount">How many there are on all pages.</param>
internal sealed record ListPage<T>(IReadOnlyList<ListedObject<T>> Objects, long TotalCount)
    where T : class;
