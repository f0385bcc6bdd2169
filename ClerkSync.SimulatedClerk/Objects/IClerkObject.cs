namespace ClerkSync.SimulatedClerk.Objects;

/// <summary>
/// An object that Clerk stores under an id. Immutable: a change creates a new instance. Times are epoch milliseconds.
/// </summary>
internal interface IClerkObject
{
    string Id { get; }
    long CreatedAt { get; }
    long UpdatedAt { get; }

    /// <summary>Returns a copy with a different time of the last change.</summary>
    IClerkObject ChangedAt(long updatedAt);
}
