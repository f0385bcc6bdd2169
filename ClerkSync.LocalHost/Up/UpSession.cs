using ClerkSync.Core.Database;
using ClerkSync.LocalHost.Postgres;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace ClerkSync.LocalHost.Up;

/// <summary>Everything that <c>up</c> starts: a Postgres unless one is configured, and the functions.</summary>
public sealed class UpSession : IAsyncDisposable
{
    private readonly LocalPostgres? _postgres;
    private readonly WebApplication _functions;

    private UpSession(LocalPostgres? postgres, WebApplication functions) =>
        (_postgres, _functions) = (postgres, functions);

    /// <summary>Where Clerk's webhooks are taken.</summary>
    public required Uri Endpoint { get; init; }

    /// <summary>Where the health is told.</summary>
    public Uri Health => new(Endpoint, "../health");

    /// <summary>Opens the functions that are not anonymous, as <c>x-functions-key</c> or <c>?code=</c>.</summary>
    public required string FunctionKey { get; init; }

    /// <summary>A line for a shell that opens the database. It holds a password only if the Postgres is our own.</summary>
    public required string PsqlCommand { get; init; }

    /// <summary>
    /// Starts everything and leaves the settings in the data folder. When it returns, deliveries are taken.
    /// <paramref name="progress"/> is told each step, in sentences.
    /// </summary>
    /// <exception cref="UpException">The port is taken.</exception>
    /// <exception cref="IOException">The data folder cannot be made.</exception>
    /// <exception cref="LocalPostgresException">There is no Postgres to start.</exception>
    /// <exception cref="Core.SettingException">A setting is malformed.</exception>
    /// <exception cref="MigrationException">The database's migrations are not this build's.</exception>
    /// <exception cref="Npgsql.NpgsqlException">The configured database cannot be reached.</exception>
    public static async Task<UpSession> StartAsync(
        UpOptions options,
        IProgress<string> progress,
        CancellationToken cancellationToken
    )
    {
        var settings = new UpSettings(options);
        settings.Check();
        options.Data.Ensure();
        using var port = EndpointPort.Take(options.Port, progress);
        var postgres = settings.ConfiguredDatabaseUrl is null
            ? await StartPostgresAsync(options.Data, progress, cancellationToken)
            : null;
        try
        {
            return await StartFunctionsAsync(options, settings, port, postgres, progress, cancellationToken);
        }
        catch
        {
            if (postgres is not null)
            {
                await postgres.DisposeAsync();
            }

            throw;
        }
    }

    /// <summary>Answers the requests that are being worked on, then stops everything. The data stay.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await _functions.StopAsync(CancellationToken.None);
            await _functions.DisposeAsync();
        }
        finally
        {
            if (_postgres is not null)
            {
                await _postgres.DisposeAsync();
            }
        }
    }

    private static async Task<LocalPostgres> StartPostgresAsync(
        DataFolder data,
        IProgress<string> progress,
        CancellationToken cancellationToken
    )
    {
        progress.Report("Starting Postgres.");
        var options = new LocalPostgresOptions { DataFolder = data.PostgresFolder };
        var postgres = await LocalPostgres.StartAsync(options, progress, cancellationToken);
        progress.Report($"Postgres {postgres.Version} runs on port {postgres.Port}.");
        return postgres;
    }

    private static async Task<UpSession> StartFunctionsAsync(
        UpOptions options,
        UpSettings settings,
        EndpointPort port,
        LocalPostgres? postgres,
        IProgress<string> progress,
        CancellationToken cancellationToken
    )
    {
        var configuration = settings.Complete(postgres?.DatabaseUrl ?? settings.ConfiguredDatabaseUrl!);
        var key = settings.EnsureFunctionKey();
        var functions = LocalFunctions.Build(options, configuration, port.Number, key);
        try
        {
            await MigrateAsync(functions, progress, cancellationToken);
            var endpoint = LocalFunctions.Endpoint(port.Number);
            port.Dispose();
            await functions.StartAsync(cancellationToken);
            settings.Keep(configuration, endpoint);
            return new UpSession(postgres, functions)
            {
                Endpoint = endpoint,
                FunctionKey = key,
                PsqlCommand = PsqlLine.Create(configuration[UpSettings.DatabaseUrl]!, postgres),
            };
        }
        catch
        {
            await functions.DisposeAsync();
            throw;
        }
    }

    private static async Task MigrateAsync(
        WebApplication functions,
        IProgress<string> progress,
        CancellationToken cancellationToken
    )
    {
        foreach (var name in await functions.Services.GetRequiredService<Migrator>().MigrateAsync(cancellationToken))
        {
            progress.Report($"Applied migration {name}.");
        }
    }
}
