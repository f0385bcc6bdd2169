namespace ClerkSync.Core.Deliveries;

/// <summary>A cause for which deliveries are stored as failed or rejected, and what to do about it.</summary>
/// <param name="Code">A word that programs may rely on.</param>
/// <param name="SqlStates">The SQLSTATEs, or the beginnings of them, that it stands for; none for rejected deliveries.</param>
/// <param name="Sentence">What to do. <c>docs/operations.md</c> has the same, and a test compares them.</param>
internal sealed record FailureCause(string Code, IReadOnlyList<string> SqlStates, string Sentence)
{
    private const int SqlStateLength = 5;

    private static readonly FailureCause InvalidPayload = new(
        "invalid_payload",
        [],
        "Clerk sent something that this release cannot read; the error names the member. Update ClerkSync, then replay."
    );

    private static readonly FailureCause InternalError = new(
        "internal_error",
        [],
        "This is a bug in ClerkSync. Report the error, but not the payload, which contains personal data."
    );

    /// <summary>All causes. The first that fits an error is its cause.</summary>
    public static IReadOnlyList<FailureCause> All { get; } =
    [
        InvalidPayload,
        new(
            "foreign_key_violation",
            ["23503"],
            "One of your tables references the row with a foreign key that has neither \"on delete cascade\" nor \"on delete set null\", so the row cannot be deleted. Change the key, or set ClerkSync__DeleteMode=soft, then replay."
        ),
        new(
            "constraint_violation",
            ["23"],
            "A column or constraint that you added rejects a row of Clerk's. Loosen the constraint, or give the column a default, then replay."
        ),
        new(
            "rows_missing",
            ["CS001"],
            "Fewer rows were written than expected, because one of your triggers returns null. Return new or old, then replay."
        ),
        new(
            "trigger_failed",
            ["0A", "25", "26", "3F", "42", "P0"],
            "One of your triggers on ClerkSync's tables raises an error, uses a name that does not exist, or lacks a right. Correct it, then replay."
        ),
        InternalError,
    ];

    /// <summary>Reads the error of a stored delivery: a SQLSTATE, a table and a constraint, or a JSON path.</summary>
    /// <returns>The cause; and the SQLSTATE, the table and the constraint, each null if the error has none.</returns>
    public static (FailureCause Cause, string? SqlState, string? Table, string? Constraint) Read(string error)
    {
        var words = error.Split(' ', 3);
        if (
            words[0].Length != SqlStateLength
            || !words[0].All(letter => char.IsAsciiDigit(letter) || char.IsAsciiLetterUpper(letter))
        )
        {
            return (InvalidPayload, null, null, null);
        }

        var cause = All.FirstOrDefault(cause =>
            cause.SqlStates.Any(state => words[0].StartsWith(state, StringComparison.Ordinal))
        );
        return (cause ?? InternalError, words[0], words.ElementAtOrDefault(1), words.ElementAtOrDefault(2));
    }
}
