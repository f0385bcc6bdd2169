namespace ClerkSync.Core.Instance;

/// <summary>The row of <c>clerk_instance</c>: the Clerk instance that the database belongs to.</summary>
internal sealed record RecordedInstance
{
    public required string ClerkId { get; init; }

    /// <summary><c>key</c> or <c>delivery</c>.</summary>
    public required string RecordedBy { get; init; }

    /// <summary>Null when a release before 0.2 recorded it.</summary>
    public DateTimeOffset? RecordedAt { get; init; }
}
