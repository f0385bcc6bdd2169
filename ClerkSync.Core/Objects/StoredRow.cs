namespace ClerkSync.Core.Objects;

/// <summary>A row that mirrors a Clerk object, read to be compared.</summary>
internal abstract record StoredRow
{
    public required string ClerkId { get; init; }

    /// <summary>Changes whenever the row is written: its <c>xmin</c>.</summary>
    public required string Version { get; init; }

    /// <summary>When Clerk created the object; null when it is not known yet.</summary>
    public DateTimeOffset? ClerkCreatedAt { get; init; }

    /// <summary>The version of the object that is stored.</summary>
    public DateTimeOffset ClerkUpdatedAt { get; init; }

    /// <summary>When the row was inserted.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>The ids of the objects whose deletion deletes this row too.</summary>
    public virtual IReadOnlyList<string> Owners => [];

    /// <summary>The columns that differ from Clerk's version; empty when the row is right.</summary>
    public abstract IReadOnlyList<string> FindDifferences(IClerkVersion version);
}
