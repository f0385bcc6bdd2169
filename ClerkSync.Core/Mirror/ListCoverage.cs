namespace ClerkSync.Core.Mirror;

/// <summary>The part of one of Clerk's lists that was read.</summary>
internal sealed record ListCoverage
{
    public required string Table { get; init; }

    /// <summary>Objects that were read, including unreadable ones.</summary>
    public long Read { get; init; }

    /// <summary>
    /// Clerk's count of the objects before or after the run, whichever is smaller; of users, without those created meanwhile. A complete
    /// list has at least this many.
    /// </summary>
    public long Expected { get; init; }

    /// <summary>Objects that were unreadable and skipped.</summary>
    public long Unreadable { get; init; }

    /// <summary>Whether all objects that Clerk counted were read.</summary>
    public bool IsComplete { get; init; } = true;
}
