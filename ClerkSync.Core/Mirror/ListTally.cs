using System.Text.Json.Serialization;
using ClerkSync.Core.ClerkApi;
using ClerkSync.Core.Objects;

namespace ClerkSync.Core.Mirror;

/// <summary>Counts what is read of one of Clerk's lists, and names what cannot be understood.</summary>
internal sealed class ListTally
{
    private const int MostNamed = 100;

    public required string Table { get; init; }

    /// <summary>What was made later is not counted by Clerk; null where Clerk cannot count by time.</summary>
    public DateTimeOffset? StartedAt { get; set; }

    public long Read { get; set; }
    public long Unreadable { get; set; }

    /// <summary>Those of <see cref="Read"/> that were made before the start.</summary>
    public long Old { get; set; }

    /// <summary>How many Clerk counted at the beginning, and at the end those of them that are left; null before.</summary>
    public long? Before { get; set; }

    /// <inheritdoc cref="Before"/>
    public long? After { get; set; }

    /// <summary>The first of those that cannot be understood.</summary>
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

    // What was added or deleted meanwhile makes one of the two smaller than what was read.
    private long Expected => Math.Min(Before ?? 0, After ?? 0);

    /// <summary>Counts a page.</summary>
    /// <returns>The objects that can be understood.</returns>
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

    /// <summary>Counts a whole list, and has Clerk count it before and after.</summary>
    /// <param name="pages">The list.</param>
    /// <param name="count">Asks Clerk how many there are, of those that are <see cref="Old"/>.</param>
    /// <returns>The objects that can be understood.</returns>
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
