namespace ClerkSync.SimulatedClerk.Objects;

/// <summary>What Clerk keeps under an id. Immutable: a change makes another one. Times are epoch milliseconds.</summary>
internal interface IClerkObject
{
    string Id { get; }
    long CreatedAt { get; }
    long UpdatedAt { get; }

    /// <summary>The same object with another time of its last change.</summary>
    IClerkObject ChangedAt(long updatedAt);
}
