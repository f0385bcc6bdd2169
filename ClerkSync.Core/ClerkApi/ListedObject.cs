using System.Text.Json;
using ClerkSync.Core.Json;
using ClerkSync.Core.Objects;

namespace ClerkSync.Core.ClerkApi;

/// <summary>One object of a response of Clerk's API. An error in it does not affect the others.</summary>
/// <param name="Id">Null when it is unreadable.</param>
/// <param name="CreatedAt">Null when it is unreadable.</param>
/// <param name="Value">Null when it is unreadable, or a membership without a user.</param>
/// <param name="UnreadableAt">The JSON path of the unreadable member, without its value; null when all can be read.</param>
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
/// <param name="TotalCount">The number of objects on all pages.</param>
internal sealed record ListPage(IReadOnlyList<ListedObject> Objects, long TotalCount);
