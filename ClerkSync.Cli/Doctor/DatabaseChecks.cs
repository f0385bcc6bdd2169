using ClerkSync.Cli.Settings;
using ClerkSync.Core;
using ClerkSync.Core.Database;
using Npgsql;

namespace ClerkSync.Cli.Doctor;

/// <summary>Checks the database: whether it answers, its migrations, its connections, and its clock against this machine's.</summary>
internal static class DatabaseChecks
{
    private const string Database = "database";
    private const string Migrations = "migrations";
    private const string Clock = "clock";
    private const int PatienceSeconds = 5;

    // A delivery's timestamp may be five minutes off. A clock that is near this limit will exceed it.
    private static readonly TimeSpan Tolerable = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Intolerable = TimeSpan.FromMinutes(2);

    /// <summary>Returns a finding for each check. If the database does not answer, returns only that finding.</summary>
    public static async Task<IReadOnlyList<Finding>> RunAsync(
        VerbSettings settings,
        string command,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var database = DatabaseSettings.Read(settings.Configuration);
            database.Connection.Timeout = PatienceSeconds;
            await using var dataSource = DatabaseSource.Create(database);
            return
            [
                await CheckServerAsync(dataSource, cancellationToken),
                await CheckMigrationsAsync(dataSource, command, cancellationToken),
                .. await CheckPreconditionsAsync(dataSource, cancellationToken),
                await ConnectionCheck.RunAsync(dataSource, database, cancellationToken),
                await CheckClockAsync(dataSource, time, cancellationToken),
            ];
        }
        catch (SettingException)
        {
            // The check of the setting explains it.
            return [Finding.Problem(Database, "unknown: a setting of the database is missing or malformed")];
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException)
        {
            return [Finding.Problem(Database, Describe(exception), Failure.From(exception, command).Sentence)];
        }
    }

    internal static string Describe(Exception exception) =>
        exception switch
        {
            PostgresException
            {
                SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification
            } => "rejects the user or the password",
            PostgresException postgres => $"answers with the error {postgres.SqlState}",
            NpgsqlException { InnerException: DatabaseTokenException } => "was not contacted: there is no token for it",
            _ => "does not answer",
        };

    private static async Task<Finding> CheckServerAsync(
        NpgsqlDataSource dataSource,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return Finding.Ok(Database, $"Postgres {connection.PostgreSqlVersion.ToString(2)} answers");
    }

    private static async Task<Finding> CheckMigrationsAsync(
        NpgsqlDataSource dataSource,
        string command,
        CancellationToken cancellationToken
    ) =>
        await new Migrator(dataSource).GetStatusAsync(cancellationToken) switch
        {
            { Problem: { } problem } => Finding.Problem(Migrations, "differ from this build's", problem),
            { Pending: { Count: > 0 } pending } => Finding.Problem(
                Migrations,
                $"pending: {string.Join(", ", pending)}",
                $"Run {command} migrate."
            ),
            var status => Finding.Ok(Migrations, $"all {status.Applied.Count} applied"),
        };

    private static async Task<IEnumerable<Finding>> CheckPreconditionsAsync(
        NpgsqlDataSource dataSource,
        CancellationToken cancellationToken
    )
    {
        var unmet = await Preconditions.FindUnmetAsync(dataSource, cancellationToken);
        return unmet.Select(problem =>
            problem.IsBlocking
                ? Finding.Problem(Database, problem.What, problem.ToDo)
                : Finding.Warning(Database, problem.What, problem.ToDo)
        );
    }

    private static async Task<Finding> CheckClockAsync(
        NpgsqlDataSource dataSource,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        await using var command = dataSource.CreateCommand("select clock_timestamp()");
        var before = time.GetUtcNow();
        var theirs = new DateTimeOffset((DateTime)(await command.ExecuteScalarAsync(cancellationToken))!);
        var ours = before + ((time.GetUtcNow() - before) / 2);
        return DescribeClock((ours - theirs).Duration());
    }

    internal static Finding DescribeClock(TimeSpan difference)
    {
        const string Advice =
            "Synchronize both clocks with NTP: a delivery whose timestamp is more than five minutes off is rejected.";
        var found = $"{difference.TotalSeconds:0.0} s from the database's";
        return difference > Intolerable ? Finding.Problem(Clock, found, Advice)
            : difference > Tolerable ? Finding.Warning(Clock, found, Advice)
            : Finding.Ok(Clock, found);
    }
}
