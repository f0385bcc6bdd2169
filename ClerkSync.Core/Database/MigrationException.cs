using ClerkSync.Core.Disclosure;
using Npgsql;

namespace ClerkSync.Core.Database;

/// <summary>
/// A migration cannot be applied. Migrations that the same call committed before stay applied, and the message names them.
/// </summary>
public sealed class MigrationException : Exception, IUserMessage
{
    private MigrationException(string message, Exception? cause)
        : base(message, cause) { }

    /// <param name="problem">Why, and what to do, as sentences.</param>
    internal static MigrationException Create(string problem, IReadOnlyList<string> applied) =>
        new($"{problem} {Describe(applied)}", cause: null);

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
                ". ClerkSync did not create it. Give ClerkSync a schema of its own: add ?schema=clerk to DATABASE_URL",
            PostgresErrorCodes.InsufficientPrivilege => ". Migrate with the role that owns the schema",
            _ => "",
        };

    private static string Describe(IReadOnlyList<string> applied) =>
        applied is []
            ? "Nothing was changed."
            : $"Applied before it: {string.Join(", ", applied)}. Nothing else was changed.";
}
