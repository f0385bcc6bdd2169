namespace ClerkSync.Core.Database;

/// <summary>A row that mirrors an object of Clerk's, as it is read to be compared.</summary>
internal interface IStoredRow
{
    string ClerkId { get; }

    /// <summary>Changes whenever the row is written: its <c>xmin</c>.</summary>
    string Version { get; }

    /// <summary>When Clerk made the object; null where that is not known yet.</summary>
    DateTimeOffset? ClerkCreatedAt { get; }

    /// <summary>Clerk's version of the object, as the row has it.</summary>
    DateTimeOffset ClerkUpdatedAt { get; }

    /// <summary>When the row was inserted.</summary>
    DateTimeOffset CreatedAt { get; }
}
