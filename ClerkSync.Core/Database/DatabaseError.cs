using System.Diagnostics;
using System.Net.Sockets;
using Npgsql;

namespace ClerkSync.Core.Database;

/// <summary>What a failure of Postgres says about what to do next.</summary>
public enum DatabaseError
{
    /// <summary>The database is away, busy, or asks for the transaction to be run again.</summary>
    Transient,

    /// <summary>Somebody else holds a row for long: others would pass.</summary>
    Contended,

    /// <summary>A row may be at fault: others would pass.</summary>
    Row,

    /// <summary>The statement, the schema or a privilege is at fault: no row would pass.</summary>
    Statement,
}

/// <summary>Tells what went wrong without repeating a value that was in it.</summary>
public static class DatabaseErrors
{
    /// <summary>What to do next after an exception of Postgres, of the way to it, or of our own code.</summary>
    /// <remarks>Classes of SQLSTATE: PostgreSQL documentation, appendix A.</remarks>
    public static DatabaseError Classify(Exception exception) =>
        exception switch
        {
            PostgresException { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "users_email_key" } =>
                DatabaseError.Transient,
            PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.QueryCanceled } =>
                DatabaseError.Contended,
            // A primary that has just become a standby.
            PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction } => DatabaseError.Transient,
            PostgresException postgres => postgres.SqlState.AsSpan(0, 2) switch
            {
                // Connection, authorization, catalog, rollback, resources, operator intervention, system.
                "08" or "28" or "3D" or "40" or "53" or "57" or "58" => DatabaseError.Transient,
                // Feature, transaction state, statement name, schema, syntax and access.
                "0A" or "25" or "26" or "3F" or "42" => DatabaseError.Statement,
                // Data, constraints, limits, and whatever an application's own trigger raises.
                _ => DatabaseError.Row,
            },
            NpgsqlException or SocketException or TimeoutException or OperationCanceledException =>
                DatabaseError.Transient,
            // Not Postgres but our code, which stumbled over one event as likely as over all.
            _ => DatabaseError.Row,
        };

    /// <summary>Names an error without the values that were in it, which may be personal data.</summary>
    public static string Describe(Exception exception) =>
        exception is PostgresException postgres
            ? string.Join(
                ' ',
                new[] { postgres.SqlState, postgres.TableName, postgres.ConstraintName }.OfType<string>()
            )
            : $"{exception.GetType().Name} at {Origin(exception)}";

    /// <summary>The method of ours that was nearest to the trouble.</summary>
    private static string Origin(Exception exception) =>
        new StackTrace(exception)
            .GetFrames()
            .Select(frame => frame.GetMethod()?.DeclaringType)
            .FirstOrDefault(type => type?.Assembly == typeof(DatabaseErrors).Assembly)
            ?.FullName
        ?? exception.Source
        ?? "";
}
