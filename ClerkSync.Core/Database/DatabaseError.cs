using System.Diagnostics;
using System.Net.Sockets;
using Npgsql;

namespace ClerkSync.Core.Database;

/// <summary>The kinds of database failures, by what may help.</summary>
internal enum DatabaseError
{
    /// <summary>The database is unavailable or busy, or asks for the transaction to be retried.</summary>
    Transient,

    /// <summary>Another session holds a row too long. Other rows may succeed.</summary>
    Contended,

    /// <summary>A row caused the failure. Other rows may succeed.</summary>
    Row,

    /// <summary>The schema, a privilege or the statement caused the failure. It succeeds once that is corrected.</summary>
    Statement,

    /// <summary>The driver or our own code failed. A retry on another connection may succeed.</summary>
    Unexpected,
}

/// <summary>Classifies failures, and describes them without the values in them.</summary>
internal static class DatabaseErrors
{
    /// <summary>The prefix of a domain's name, which takes the place of the table's name.</summary>
    public const string DomainPrefix = "domain:";

    /// <remarks>
    /// Only an error that Postgres reports can be caused by a row. SQLSTATE classes: PostgreSQL documentation, appendix
    /// A.
    /// </remarks>
    public static DatabaseError Classify(Exception exception) =>
        exception switch
        {
            PostgresException postgres => Classify(postgres),
            NpgsqlException or SocketException or IOException or TimeoutException or OperationCanceledException =>
                DatabaseError.Transient,
            _ => DatabaseError.Unexpected,
        };

    /// <summary>Whether the database caused the failure, not the request: the same request may succeed later.</summary>
    public static bool IsOutage(Exception exception) => Classify(exception) != DatabaseError.Row;

    /// <summary>Names an error without its values, which may be personal data.</summary>
    /// <remarks>If a domain rejects a column's value, Postgres names neither the table nor the column.</remarks>
    public static string Describe(Exception exception) =>
        exception is PostgresException postgres
            ? string.Join(
                ' ',
                new[]
                {
                    postgres.SqlState,
                    postgres.TableName ?? (postgres.DataTypeName is { } domain ? $"{DomainPrefix}{domain}" : null),
                    postgres.ConstraintName ?? postgres.ColumnName,
                }.OfType<string>()
            )
            : $"{exception.GetType().Name} at {Origin(exception)}";

    /// <summary>Whether the physical connection may be unusable from now on.</summary>
    /// <remarks>
    /// 25 and 42: a statement that was rejected while Npgsql prepared it, or a server that has become a standby. 26: a statement that
    /// the session does not know. Not 57014: every statement timeout would cost a login.
    /// </remarks>
    internal static bool SpoilsConnection(Exception exception) =>
        exception switch
        {
            PostgresException postgres => postgres.SqlState.AsSpan(0, 2) is "0A" or "25" or "26" or "42"
                || postgres.SqlState.StartsWith("57P0", StringComparison.Ordinal),
            OperationCanceledException or TimeoutException => false,
            _ => true,
        };

    /// <summary>Whether a pooler ran a transaction in a session other than the one that prepared its statements.</summary>
    /// <remarks>
    /// 26000: the statement is unknown there. 42P05: its name is taken there. 08P01: PgBouncer rejects session settings when a
    /// connection starts.
    /// </remarks>
    internal static bool ComesFromPooler(Exception exception) =>
        exception
            is PostgresException
            {
                SqlState: PostgresErrorCodes.InvalidSqlStatementName
                    or PostgresErrorCodes.DuplicatePreparedStatement
                    or PostgresErrorCodes.ProtocolViolation
            };

    /// <summary>Whether the server closed a connection that was idle in the pool, so that a read may be repeated on another.</summary>
    internal static bool IsClosedConnection(Exception exception) =>
        exception switch
        {
            PostgresException postgres => postgres.SqlState.StartsWith("57P0", StringComparison.Ordinal),
            NpgsqlException { InnerException: IOException or SocketException } => true,
            _ => Classify(exception) == DatabaseError.Unexpected,
        };

    private static DatabaseError Classify(PostgresException exception) =>
        exception.SqlState switch
        {
            PostgresErrorCodes.UniqueViolation when exception.ConstraintName == "users_email_key" =>
                DatabaseError.Transient,
            PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.QueryCanceled => DatabaseError.Contended,
            // A server that has become a standby, or is read-only for a while.
            PostgresErrorCodes.ReadOnlySqlTransaction => DatabaseError.Transient,
            _ => exception.SqlState.AsSpan(0, 2) switch
            {
                // Connection, authorization, catalog, rollback, resources, operator intervention, system, corruption.
                "08" or "28" or "3D" or "40" or "53" or "57" or "58" or "XX" => DatabaseError.Transient,
                // Feature, transaction state, statement name, schema, syntax and access. Inside a trigger the row causes them.
                "0A" or "25" or "26" or "3F" or "42" when !IsInsideFunction(exception) => DatabaseError.Statement,
                // Data, constraints, limits, and what an application's own trigger raises.
                _ => DatabaseError.Row,
            },
        };

    private static bool IsInsideFunction(PostgresException exception) =>
        exception.Where?.Contains("function", StringComparison.Ordinal) == true;

    /// <summary>Returns the innermost of ClerkSync's types in the stack trace.</summary>
    private static string Origin(Exception exception) =>
        new StackTrace(exception)
            .GetFrames()
            .Select(frame => frame.GetMethod()?.DeclaringType)
            .FirstOrDefault(type => type?.Assembly == typeof(DatabaseErrors).Assembly)
            ?.FullName
        ?? exception.Source
        ?? "";
}
