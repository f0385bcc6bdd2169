namespace ClerkSync.Core.Objects;

/// <summary>What became of an <see cref="ObjectWrite"/>. SQL decides it.</summary>
internal enum WriteOutcome
{
    /// <summary>It is contended, and is written under further locks.</summary>
    Contended,

    Inserted,

    Updated,

    /// <summary>The object had a row, and will never have one again.</summary>
    Deleted,

    /// <summary>The object had no row, and will never have one.</summary>
    Buried,

    /// <summary>The row is as new or newer, the object is deleted, or the row has changed since a repair compared it.</summary>
    Stale,

    /// <summary>Its delivery had succeeded before.</summary>
    Duplicate,

    /// <summary>There was nothing to write, and its delivery is claimed.</summary>
    Ignored,
}

/// <summary>The words that the statements return.</summary>
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

/// <summary>The answer to an <see cref="ObjectWrite"/>: its outcome, or why the database did not take it.</summary>
internal readonly record struct WriteAnswer(WriteOutcome Outcome, Exception? Error = null);
