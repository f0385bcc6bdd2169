using System.Text.Json.Serialization;
using ClerkSync.Core.ClerkApi;
using ClerkSync.Core.Objects;

namespace ClerkSync.Core.Mirror;

/// <summary>Counts what is read of one of Clerk's lists, and names unreadable objects.</summary>
internal sealed class ListTally
{
    private const int MostNamed = 100;

    public required string Table { get; init; }

    /// <summary>Clerk does not count objects created later. Null if Clerk cannot count by time.</summary>
    public DateTimeOffset? StartedAt { get; set; }

    public long Read { get; set; }
    public long Unreadable { get; set; }

    /// <summary>Those of <see cref="Read"/> that were created before the start, or before a resume.</summary>
    public long Old { get; set; }

    /// <summary>Clerk's count of old objects at the beginning; null until it is known.</summary>
    public long? Before { get; set; }

    /// <summary>The same count at the end.</summary>
    public long? After { get; set; }

    /// <summary>The first unreadable objects.</summary>
    public List<UnreadableObject> Named { get; init; } = [];

    [JsonIgnore]
    public ListCoverage Coverage =>
        new()
        {
            Table = Table,
            Read = Read,
            Expected = Expected,
            Unreadable = Unreadable,
            IsComplete = Old >= Expected,
        };

    // Objects that were added or deleted meanwhile make one of the two smaller than what was read.
    private long Expected => Math.Min(Before ?? 0, After ?? 0);

    /// <summary>Counts a page, and returns its readable objects.</summary>
    public IReadOnlyList<IClerkVersion> Add(IReadOnlyList<ListedObject> page)
    {
        Read += page.Count;
        Old += page.Count(listed => StartedAt is null || !(listed.CreatedAt >= StartedAt));
        foreach (var listed in page.Where(listed => listed.UnreadableAt is not null))
        {
            Unreadable++;
            if (Named.Count < MostNamed)
            {
                Named.Add(new UnreadableObject(Table, listed.Id?.Value, listed.UnreadableAt!));
            }
        }

        return [.. page.Select(listed => listed.Value).OfType<IClerkVersion>()];
    }

    /// <summary>Counts a whole list, before and after it with Clerk's own count, and returns its readable objects.</summary>
    /// <param name="count">Clerk's count of <see cref="Old"/> objects.</param>
    public async IAsyncEnumerable<IReadOnlyList<IClerkVersion>> AddAllAsync(
        IAsyncEnumerable<IReadOnlyList<ListedObject>> pages,
        Func<Task<long>> count
    )
    {
        Before = await count();
        await foreach (var page in pages)
        {
            yield return Add(page);
        }

        After = await count();
    }
}
