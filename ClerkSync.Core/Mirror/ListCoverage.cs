namespace ClerkSync.Core.Mirror;

/// <summary>How much of one of Clerk's lists was read.</summary>
internal sealed record ListCoverage
{
    /// <summary><c>users</c>, <c>organizations</c> or <c>organization_memberships</c>.</summary>
    public required string Table { get; init; }

    /// <summary>Objects that were read, those included that could not be understood.</summary>
    public long Read { get; init; }

    /// <summary>How many Clerk counted that were there from the beginning to the end: at least so many had to be read.</summary>
    public long Expected { get; init; }

    /// <summary>Objects that could not be understood, and were skipped.</summary>
    public long Unreadable { get; init; }

    /// <summary>Whether all were read that Clerk counted.</summary>
    public bool IsComplete { get; init; } = true;
}
