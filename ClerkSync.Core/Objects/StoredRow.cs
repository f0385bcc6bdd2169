namespace ClerkSync.Core.Objects;

/// <summary>A row that mirrors an object of Clerk's, as it is read to be compared.</summary>
internal abstract record StoredRow
{
    public required string ClerkId { get; init; }

    /// <summary>Changes whenever the row is written: its <c>xmin</c>.</summary>
    public required string Version { get; init; }

    /// <summary>When Clerk made the object; null where that is not known yet.</summary>
    public DateTimeOffset? ClerkCreatedAt { get; init; }

    /// <summary>Clerk's version of the object, as the row has it.</summary>
    public DateTimeOffset ClerkUpdatedAt { get; init; }

    /// <summary>When the row was inserted.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>The ids of the objects with which the row is deleted.</summary>
    public virtual IReadOnlyList<string> Owners => [];

    /// <summary>The columns that differ from what Clerk has; none when the row is right.</summary>
    public abstract IReadOnlyList<string> FindDifferences(IClerkVersion version);
}
