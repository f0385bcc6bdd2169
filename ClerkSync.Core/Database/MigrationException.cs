using ClerkSync.Core.Disclosure;
using Npgsql;

namespace ClerkSync.Core.Database;

/// <summary>A migration cannot be applied. What was applied before it stays, and the message names it.</summary>
public sealed class MigrationException : Exception, IUserMessage
{
    private MigrationException(string message, Exception? cause)
        : base(message, cause) { }

    /// <param name="problem">Why, and what to do, as sentences.</param>
    /// <param name="applied">What was applied before.</param>
    internal static MigrationException Create(string problem, IReadOnlyList<string> applied) =>
        new($"{problem} {Describe(applied)}", cause: null);

    /// <param name="set">What the migration belongs to.</param>
    /// <param name="migration">What cannot be applied.</param>
    /// <param name="cause">What Postgres says about its SQL.</param>
    /// <param name="applied">What was applied before.</param>
    internal static MigrationException Create(
        MigrationSet set,
        Migration migration,
        PostgresException cause,
        IReadOnlyList<string> applied
    ) =>
        new(
            $"Migration {migration.Name} cannot be applied: {ShownError.Describe(cause)}"
                + $"{Advise(set, cause)}. {Describe(applied)}",
            cause
        );

    private static string Advise(MigrationSet set, PostgresException cause) =>
        cause.SqlState switch
        {
            PostgresErrorCodes.DuplicateTable
            or PostgresErrorCodes.DuplicateObject
            or PostgresErrorCodes.DuplicateFunction when set.IsOwn =>
                ", and it is not ClerkSync's. Give ClerkSync a schema of its own: add ?schema=clerk to DATABASE_URL",
            PostgresErrorCodes.InsufficientPrivilege => ". Migrate with the role that owns the schema",
            _ => "",
        };

    private static string Describe(IReadOnlyList<string> applied) =>
        applied is []
            ? "Nothing was changed."
            : $"Applied before it: {string.Join(", ", applied)}. Nothing else was changed.";
}
