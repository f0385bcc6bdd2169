using ClerkSync.Core.ClerkApi;

namespace ClerkSync.Core.Mirror;

/// <summary>How far a backfill has come; what is done is committed before it is written down here.</summary>
internal sealed class BackfillCheckpoint
{
    /// <summary>Users by the time they were made; several are read at once.</summary>
    public required IReadOnlyList<Range> Ranges { get; init; }

    public required ListTally Users { get; init; }

    /// <summary>Null until all organizations were read.</summary>
    public ListTally? Organizations { get; set; }

    /// <summary>Null until all memberships were read.</summary>
    public ListTally? Memberships { get; set; }

    public long Inserted { get; set; }
    public long Updated { get; set; }
    public long Failed { get; set; }

    /// <summary>Divides a time into ranges of one length. The first has no start unless one is asked for, the last no end.</summary>
    /// <param name="since">The first that is asked for; null for no bound.</param>
    /// <param name="first">When the first of all users was made; null when there is none.</param>
    /// <param name="users">Counts what is read from now on.</param>
    /// <param name="count">How many ranges.</param>
    public static BackfillCheckpoint Start(DateTimeOffset? since, DateTimeOffset? first, ListTally users, int count)
    {
        var now = users.StartedAt!.Value;
        var start = since ?? first ?? now;
        var length = (now - start) / count;
        return new BackfillCheckpoint
        {
            Users = users,
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

        /// <summary>The last user who was written; null before the first page.</summary>
        public string? LastId { get; set; }

        public DateTimeOffset? LastCreatedAt { get; set; }
        public bool IsDone { get; set; }

        public UserRange ToUserRange() => new(From, To);

        /// <summary>Notes that a page was written.</summary>
        public void MoveTo(IReadOnlyList<ListedObject> page)
        {
            LastId = page.LastOrDefault(user => user.Id is not null)?.Id?.Value ?? LastId;
            LastCreatedAt = page.LastOrDefault(user => user.CreatedAt is not null)?.CreatedAt ?? LastCreatedAt;
        }

        public UserCursor? ToCursor() => LastId is null ? null : new UserCursor(new ClerkId(LastId), LastCreatedAt);
    }
}
