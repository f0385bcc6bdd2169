using ClerkSync.Core.ClerkApi;

namespace ClerkSync.Core.Mirror;

/// <summary>The progress of a backfill. A step is saved here after its commit.</summary>
internal sealed class BackfillCheckpoint
{
    /// <summary>Users by the time of their creation. Several ranges are read at once.</summary>
    public required IReadOnlyList<Range> Ranges { get; init; }

    public required ListTally Users { get; init; }

    /// <summary>Null until all organizations were read.</summary>
    public ListTally? Organizations { get; set; }

    /// <summary>Null until all memberships were read.</summary>
    public ListTally? Memberships { get; set; }

    public long Inserted { get; set; }
    public long Updated { get; set; }

    /// <summary>Required, so that a checkpoint of an older build is not resumed without its rejected rows.</summary>
    public required RejectedRows Rejected { get; init; }

    /// <summary>Divides the time into equal ranges. The last one has no end, and without <c>since</c> the first no start.</summary>
    /// <param name="first">When the first of all users was created; null when there are no users.</param>
    public static BackfillCheckpoint Start(DateTimeOffset? since, DateTimeOffset? first, ListTally users, int count)
    {
        var now = users.StartedAt!.Value;
        var start = since ?? first ?? now;
        var length = (now - start) / count;
        return new BackfillCheckpoint
        {
            Users = users,
            Rejected = new RejectedRows(),
            Ranges =
            [
                .. Enumerable
                    .Range(0, count)
                    .Select(i => new Range
                    {
                        From = i == 0 ? since : start + (length * i),
                        To = i == count - 1 ? null : start + (length * (i + 1)),
                    }),
            ],
        };
    }

    internal sealed class Range
    {
        public DateTimeOffset? From { get; init; }
        public DateTimeOffset? To { get; init; }

        /// <summary>The last user that was written; null before the first page.</summary>
        public string? LastId { get; set; }

        public DateTimeOffset? LastCreatedAt { get; set; }
        public bool IsDone { get; set; }

        public UserRange ToUserRange() => new(From, To);

        /// <summary>Records that a page was written.</summary>
        public void MoveTo(IReadOnlyList<ListedObject> page)
        {
            LastId = page.LastOrDefault(user => user.Id is not null)?.Id?.Value ?? LastId;
            LastCreatedAt = page.LastOrDefault(user => user.CreatedAt is not null)?.CreatedAt ?? LastCreatedAt;
        }

        public UserCursor? ToCursor() => LastId is null ? null : new UserCursor(new ClerkId(LastId), LastCreatedAt);
    }
}
