namespace ClerkSync.Core.Objects;

/// <summary>The outcome of an <see cref="ObjectWrite"/>, decided by SQL.</summary>
internal enum WriteOutcome
{
    /// <summary>It needs further locks and is not written yet.</summary>
    Contended,

    Inserted,

    Updated,

    /// <summary>The object had a row, and can never have one again.</summary>
    Deleted,

    /// <summary>The object had no row, and can never have one.</summary>
    Buried,

    /// <summary>The row is as new or newer, the object is deleted, or the row has changed since a repair compared it.</summary>
    Stale,

    /// <summary>Its delivery succeeded before.</summary>
    Duplicate,

    /// <summary>There was nothing to write; its delivery is claimed.</summary>
    Ignored,
}

internal static class WriteOutcomes
{
    public static WriteOutcome Read(string? fate) =>
        fate switch
        {
            null => WriteOutcome.Contended,
            "inserted" => WriteOutcome.Inserted,
            "updated" => WriteOutcome.Updated,
            "deleted" => WriteOutcome.Deleted,
            "buried" => WriteOutcome.Buried,
            "stale" => WriteOutcome.Stale,
            "duplicate" => WriteOutcome.Duplicate,
            "ignored" => WriteOutcome.Ignored,
            _ => throw new ArgumentOutOfRangeException(nameof(fate)),
        };
}

/// <summary>The answer to an <see cref="ObjectWrite"/>: its outcome, or the database's error.</summary>
internal readonly record struct WriteAnswer(WriteOutcome Outcome, Exception? Error = null);
