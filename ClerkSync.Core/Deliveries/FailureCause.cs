namespace ClerkSync.Core.Deliveries;

/// <summary>A cause for which deliveries are stored as failed or rejected, and what to do about it.</summary>
/// <param name="Code">A word that programs may rely on.</param>
/// <param name="SqlStates">The SQLSTATEs, or their prefixes, that have this cause; none for rejected deliveries.</param>
/// <param name="Sentence">What to do. A test compares it with <c>docs/operations.md</c>.</param>
internal sealed record FailureCause(string Code, IReadOnlyList<string> SqlStates, string Sentence)
{
    public static FailureCause InvalidPayload { get; } =
        new(
            "invalid_payload",
            [],
            "Clerk sent something that this release cannot read; the error names the member. Update ClerkSync, then replay."
        );

    public static FailureCause InternalError { get; } =
        new(
            "internal_error",
            [],
            "This is a bug in ClerkSync. Report the error, but not the payload, which contains personal data."
        );

    /// <summary>
    /// All causes. The first one that matches an error is its cause. Several causes may share a code and differ in what
    /// to do.
    /// </summary>
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
            ["23502"],
            "A column that you added must not be null, and ClerkSync does not write it. Give the column a default, or let it be null, then replay."
        ),
        new(
            "constraint_violation",
            ["23505"],
            "Another row has the same value in a column that you made unique. Clerk allows the value twice, so drop the constraint or index, or change the value in Clerk, then replay."
        ),
        new(
            "constraint_violation",
            ["23514"],
            "A value breaks a check constraint that you added. Loosen or drop the constraint, or change the value in Clerk, then replay."
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
            ["P0"],
            "One of your triggers on ClerkSync's tables raises an error. Change the trigger, or what it rejects, then replay."
        ),
        new(
            "trigger_failed",
            ["42501"],
            "One of your triggers on ClerkSync's tables lacks a privilege. Grant it to the role of DATABASE_URL, or make the trigger's function \"security definer\", then replay."
        ),
        new(
            "trigger_failed",
            ["3F", "42P01", "42703", "42883"],
            "One of your triggers on ClerkSync's tables uses a schema, table, column or function that does not exist or is not in the search_path. Correct the name, then replay."
        ),
        new(
            "trigger_failed",
            ["0A", "25", "26", "42"],
            "One of your triggers on ClerkSync's tables runs a statement that Postgres rejects. Correct it, then replay."
        ),
        new(
            "internal_error",
            ["22"],
            "A value does not fit. If you changed the type of a column, or one of your triggers computes with the value, correct that, then replay. Otherwise it is a bug in ClerkSync: report the error, but not the payload, which contains personal data."
        ),
        InternalError,
    ];
}
