namespace ClerkSync.Core.Mirror;

/// <summary>How much of one of Clerk's lists was read.</summary>
internal sealed record ListCoverage
{
    public required string Table { get; init; }

    /// <summary>Objects that were read, including unreadable ones.</summary>
    public long Read { get; init; }

    /// <summary>How many objects Clerk counted that existed from the beginning to the end: at least that many must be read.</summary>
    public long Expected { get; init; }

    /// <summary>Objects that were unreadable and skipped.</summary>
    public long Unreadable { get; init; }

    /// <summary>Whether all objects that Clerk counted were read.</summary>
    public bool IsComplete { get; init; } = true;
}
