using ClerkSync.Core.Database;
using ClerkSync.LocalHost.Postgres;
using ClerkSync.LocalHost.SimulatedClerk;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace ClerkSync.LocalHost.Up;

/// <summary>Everything that <c>up</c> starts: a Postgres and a Clerk unless they are configured, and the functions.</summary>
public sealed class UpSession : IAsyncDisposable
{
    // In the order of their start.
    private readonly Stack<IAsyncDisposable> _started;

    private UpSession(Stack<IAsyncDisposable> started) => _started = started;

    /// <summary>Where Clerk's webhooks are taken.</summary>
    public required Uri Endpoint { get; init; }

    /// <summary>Where the health is told.</summary>
    public Uri Health => new(Endpoint, "../health");

    /// <summary>The simulated Clerk; null when a real one is configured.</summary>
    public required SimulatedClerkServer? Clerk { get; init; }

    /// <summary>Opens the functions that are not anonymous, as <c>x-functions-key</c> or <c>?code=</c>.</summary>
    public required string FunctionKey { get; init; }

    /// <summary>A line for a shell that opens the database. It holds a password only if the Postgres is our own.</summary>
    public required string PsqlCommand { get; init; }

    /// <summary>
    /// Starts everything and leaves the settings in the data folder. When it returns, deliveries are taken.
    /// <paramref name="progress"/> is told each step, in sentences.
    /// </summary>
    /// <exception cref="UpException">A port is taken, or a function of the application's cannot be run here.</exception>
    /// <exception cref="IOException">The data folder cannot be made.</exception>
    /// <exception cref="LocalPostgresException">
    /// There is no Postgres to start, or another process uses the data folder.
    /// </exception>
    /// <exception cref="Core.SettingException">A setting is malformed.</exception>
    /// <exception cref="MigrationException">A migration cannot be applied.</exception>
    /// <exception cref="Npgsql.NpgsqlException">The configured database cannot be reached.</exception>
    public static async Task<UpSession> StartAsync(
        UpOptions options,
        IProgress<string> progress,
        CancellationToken cancellationToken
    )
    {
        var started = new Stack<IAsyncDisposable>();
        try
        {
            return await StartAsync(options, started, progress, cancellationToken);
        }
        catch
        {
            await StopAsync(started);
            throw;
        }
    }

    /// <summary>Answers the requests that are being worked on, then stops everything. The data stay.</summary>
    public ValueTask DisposeAsync() => StopAsync(_started);

    private static async Task<UpSession> StartAsync(
        UpOptions options,
        Stack<IAsyncDisposable> started,
        IProgress<string> progress,
        CancellationToken cancellationToken
    )
    {
        var settings = new UpSettings(options);
        settings.Check();
        options.Data.Ensure();
        using var port = LocalPort.Take(PortRange.Functions, options.Port, progress);
        using var clerkPort = settings.HasRealClerk
            ? null
            : LocalPort.Take(PortRange.Clerk, options.ClerkPort, progress);
        var endpoint = LocalFunctions.Endpoint(port.Number);

        LocalPostgres? postgres = null;
        if (settings.ConfiguredDatabaseUrl is null)
        {
            postgres = await StartPostgresAsync(options.Data, progress, cancellationToken);
            started.Push(postgres);
        }

        var databaseUrl = postgres?.DatabaseUrl ?? settings.ConfiguredDatabaseUrl!;
        var address = clerkPort is null ? null : LocalClerk.FindAddress(options.Data, clerkPort.Number);
        var configuration = settings.Complete(databaseUrl, address);
        var key = settings.EnsureFunctionKey();
        var functions = LocalFunctions.Build(options, configuration, port.Number, key);
        started.Push(new RunningFunctions(functions));
        await MigrateAsync(functions, progress, cancellationToken);
        port.Dispose();
        await LocalFunctions.StartAsync(functions, options.Application, cancellationToken);

        // Started last and stopped first, so that no delivery meets a closed door.
        SimulatedClerkServer? clerk = null;
        if (clerkPort is null)
        {
            progress.Report($"{UpSettings.ClerkSecretKey} is set, so no Clerk is simulated.");
        }
        else
        {
            clerkPort.Dispose();
            clerk = await LocalClerk.StartAsync(
                options.Data,
                clerkPort.Number,
                endpoint,
                settings.EnsureWebhookSecret(),
                cancellationToken
            );
            started.Push(clerk);
        }

        settings.Keep(configuration, endpoint, address);
        return new UpSession(started)
        {
            Endpoint = endpoint,
            Clerk = clerk,
            FunctionKey = key,
            PsqlCommand = PsqlLine.Create(databaseUrl, postgres),
        };
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

    private static async ValueTask StopAsync(Stack<IAsyncDisposable> started)
    {
        if (!started.TryPop(out var last))
        {
            return;
        }

        try
        {
            await last.DisposeAsync();
        }
        finally
        {
            await StopAsync(started);
        }
    }

    /// <summary>Lets the functions answer before they go.</summary>
    private sealed class RunningFunctions(WebApplication functions) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await functions.StopAsync(CancellationToken.None);
            await functions.DisposeAsync();
        }
    }
}
