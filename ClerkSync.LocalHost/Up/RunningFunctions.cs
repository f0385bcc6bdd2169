using ClerkSync.Core.Database;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace ClerkSync.LocalHost.Up;

/// <summary>The running functions of <c>up</c>. The application's functions can be replaced by another build.</summary>
internal sealed class RunningFunctions : IAsyncDisposable
{
    private readonly UpOptions _options;
    private readonly UpSettings _settings;
    private readonly IConfiguration _configuration;
    private readonly string _key;
    private readonly int _port;
    private WebApplication? _current;

    /// <param name="settings">Contain the origin of the database's setting.</param>
    /// <param name="key">The key for functions that are not anonymous.</param>
    /// <param name="port">The server takes over its socket.</param>
    /// <exception cref="UpException">A function of the application is not supported here.</exception>
    public RunningFunctions(
        UpOptions options,
        UpSettings settings,
        IConfiguration configuration,
        string key,
        LocalPort port
    )
    {
        (_options, _settings, _configuration, _key, _port) = (options, settings, configuration, key, port.Number);
        _current = LocalFunctions.Build(options, configuration, port.Number, port.Socket, key);
    }

    /// <summary>False after a failed start.</summary>
    public bool AreRunning => _current is not null;

    /// <summary>The services. They change when the application is replaced.</summary>
    /// <exception cref="UpException">The functions are not running.</exception>
    public IServiceProvider Services => Current.Services;

    private WebApplication Current => _current ?? throw new UpException("The functions are not running.");

    /// <summary>Applies the migrations of ClerkSync and of the application.</summary>
    /// <exception cref="MigrationException">A migration cannot be applied.</exception>
    /// <exception cref="UpException">The database that an earlier <c>up</c> was given cannot be reached.</exception>
    /// <exception cref="NpgsqlException">The database cannot be reached.</exception>
    public Task MigrateAsync(IProgress<string> progress, CancellationToken cancellationToken) =>
        MigrateAsync(Current, progress, cancellationToken);

    /// <exception cref="UpException">A hosted service of the application failed.</exception>
    public Task StartAsync(CancellationToken cancellationToken) =>
        LocalFunctions.StartAsync(Current, _options.Application, cancellationToken);

    /// <summary>Replaces the functions with another build of the application.</summary>
    /// <exception cref="Exception">
    /// The application cannot be set up or migrated, and the previous one continues to run; or it does not start, and nothing runs.
    /// </exception>
    public async Task ReplaceAsync(
        LocalApplication application,
        IProgress<string> progress,
        CancellationToken cancellationToken
    )
    {
        var options = _options with { Application = application };
        var next = LocalFunctions.Build(options, _configuration, _port, socket: null, _key);
        try
        {
            await MigrateAsync(next, progress, cancellationToken);
            await DisposeAsync();
            await LocalFunctions.StartAsync(next, application, cancellationToken);
        }
        catch
        {
            await next.DisposeAsync();
            throw;
        }

        _current = next;
    }

    /// <summary>Waits for in-flight requests, then stops.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_current is { } last)
        {
            _current = null;
            try
            {
                await last.StopAsync(CancellationToken.None);
            }
            finally
            {
                await last.DisposeAsync();
            }
        }
    }

    private async Task MigrateAsync(
        WebApplication functions,
        IProgress<string> progress,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var migrator = functions.Services.GetRequiredService<Migrator>();
            foreach (var name in await migrator.MigrateAsync(cancellationToken))
            {
                progress.Report($"Applied migration {name}.");
            }

            var dataSource = functions.Services.GetRequiredService<NpgsqlDataSource>();
            foreach (var problem in await Preconditions.FindUnmetAsync(dataSource, cancellationToken))
            {
                progress.Report(problem.Line);
            }
        }
        catch (NpgsqlException exception) when (exception is not PostgresException && _settings.IsDatabaseKept)
        {
            throw new UpException(
                $"The database that an earlier up was given cannot be reached. Start it, or set "
                    + $"DATABASE_URL. If you delete the line DATABASE_URL in {_settings.File}, up starts its own Postgres."
            );
        }
    }
}
