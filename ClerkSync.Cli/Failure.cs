using System.Net.Sockets;
using ClerkSync.Core;
using ClerkSync.Core.ClerkApi;
using ClerkSync.Core.Database;
using ClerkSync.Core.Disclosure;
using ClerkSync.Core.StripeApi;
using ClerkSync.LocalPostgres;
using Npgsql;

namespace ClerkSync.Cli;

/// <summary>The exit code and the sentence for a verb that ended with an exception.</summary>
/// <param name="ExitCode">One of <see cref="Cli.ExitCode"/>.</param>
/// <param name="Sentence">Contains no stack trace and no value of a setting.</param>
internal sealed record Failure(int ExitCode, string Sentence)
{
    /// <summary>Describes an exception for the user.</summary>
    /// <param name="command">The command that runs this program, for the remedy.</param>
    public static Failure From(Exception exception, string command) =>
        exception switch
        {
            UsageException => new(Cli.ExitCode.Usage, ShownError.Describe(exception)),
            SettingException or LocalPostgresException => new(Cli.ExitCode.NotReady, ShownError.Describe(exception)),
            ClerkApiException { Kind: ClerkApiErrorKind.KeyRejected }
            or StripeApiException { Kind: StripeApiErrorKind.KeyRejected or StripeApiErrorKind.NotPermitted } => new(
                Cli.ExitCode.NotReady,
                ShownError.Describe(exception)
            ),
            IUserMessage => new(Cli.ExitCode.Failed, ShownError.Describe(exception)),
            PostgresException postgres => FromPostgres(postgres, command),
            NpgsqlException { InnerException: DatabaseTokenException rejection } => new(
                Cli.ExitCode.NotReady,
                $"{ShownError.Describe(rejection).TrimEnd('.')}. Sign in with az login, or correct AZURE_CLIENT_ID and AZURE_TOKEN_CREDENTIALS."
            ),
            NpgsqlException or SocketException or TimeoutException => new(
                Cli.ExitCode.NotReady,
                $"The database cannot be reached: {ShownError.Describe(exception)}. "
                    + $"Start it, correct DATABASE_URL, or unset DATABASE_URL: {command} up then starts its own database."
            ),
            OperationCanceledException => new(Cli.ExitCode.Failed, "Cancelled."),
            _ when ShownError.IsFileError(exception) => new(Cli.ExitCode.Failed, $"{ShownError.Describe(exception)}."),
            IOException or HttpRequestException => new(
                Cli.ExitCode.Failed,
                $"The server cannot be reached: {ShownError.Describe(exception)}."
            ),
            _ => new(Cli.ExitCode.Failed, $"Unexpected error: {ShownError.Describe(exception)}."),
        };

    /// <remarks>Source of the codes: PostgreSQL documentation, appendix A.</remarks>
    private static Failure FromPostgres(PostgresException exception, string command) =>
        exception.SqlState switch
        {
            PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName => new(
                Cli.ExitCode.Failed,
                $"Migrations are pending in the database. Run {command} migrate."
            ),
            PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification => new(
                Cli.ExitCode.NotReady,
                "The database rejects the user or the password of DATABASE_URL. Correct them."
            ),
            PostgresErrorCodes.InsufficientPrivilege => new(
                Cli.ExitCode.Failed,
                $"The role of DATABASE_URL lacks a privilege: {ShownError.Describe(exception)}. "
                    + $"Run {command} migrate with the role that owns the schema."
            ),
            PostgresErrorCodes.InvalidCatalogName => new(
                Cli.ExitCode.NotReady,
                "The server has no database with the name in DATABASE_URL."
            ),
            var code when exception.IsTransient || code.StartsWith("57", StringComparison.Ordinal) => new(
                Cli.ExitCode.NotReady,
                $"The database is not ready: {ShownError.Describe(exception)}."
            ),
            _ => new(
                Cli.ExitCode.Failed,
                $"Postgres rejected the command: {ShownError.Describe(exception)}. The server's log says more."
            ),
        };
}
