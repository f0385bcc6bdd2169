using ClerkSync.Core.ClerkApi;

namespace ClerkSync.Core.Mirror;

/// <summary>How far a backfill has come; what is done is committed before it is written down here.</summary>
internal sealed class BackfillCheckpoint
{
    /// <summary>Users by the time they were made; several are read at once.</summary>
    public required IReadOnlyList<Range> Ranges { get; init; }

    public bool HasOrganizations { get; set; }
    public bool HasMemberships { get; set; }
    public long Users { get; set; }
    public long Organizations { get; set; }
    public long Memberships { get; set; }
    public long Inserted { get; set; }
    public long Updated { get; set; }
    public long Failed { get; set; }

    /// <summary>Divides a time into ranges of one length. The first has no start unless one is asked for, the last no end.</summary>
    public static BackfillCheckpoint Start(DateTimeOffset? since, DateTimeOffset? first, DateTimeOffset now, int count)
    {
        var start = since ?? first ?? now;
        var length = (now - start) / count;
        return new BackfillCheckpoint
        {
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

        public UserCursor? ToCursor() => LastId is null ? null : new UserCursor(new ClerkId(LastId), LastCreatedAt);
    }
}
