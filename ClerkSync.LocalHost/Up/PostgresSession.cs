using ClerkSync.Core.Database;
using ClerkSync.LocalPostgres;

namespace ClerkSync.LocalHost.Up;

/// <summary>The local Postgres of a data folder. It is restarted when it ends unexpectedly.</summary>
public sealed class PostgresSession : IAsyncDisposable
{
    private readonly Watch _watch;

    private PostgresSession(LocalPostgresServer server, Watch watch) => (Server, _watch) = (server, watch);

    /// <summary>A shell command that opens the database. It contains the URL with the password.</summary>
    public string PsqlCommand => PsqlLine.Create(Server.DatabaseUrl, Server);

    internal LocalPostgresServer Server { get; }

    /// <summary>Starts Postgres without <c>up</c>, and adds <c>DATABASE_URL</c> to the settings in the data folder.</summary>
    /// <param name="data">The data folder. It is created if it does not exist.</param>
    /// <param name="port">The port on 127.0.0.1. Null takes the port of the last run, or a free one.</param>
    /// <param name="progress">
    /// Receives each step as a sentence. After the start, also when the server has ended and when it runs again.
    /// </param>
    /// <exception cref="UpException">
    /// <c>up</c> uses the data folder, an earlier <c>up</c> was given a database, or the port is taken.
    /// </exception>
    /// <exception cref="LocalPostgresException">No Postgres is installed, or another process uses the folder of the database.</exception>
    public static async Task<PostgresSession> StartAloneAsync(
        DataFolder data,
        int? port,
        IProgress<string> progress,
        CancellationToken cancellationToken
    )
    {
        var settings = new AddedSettings(data);
        await settings.CheckAsync([DatabaseSettings.UrlSetting], cancellationToken);
        var session = await StartAsync(data, port, progress, cancellationToken);
        try
        {
            if (port is { } asked && session.Server.Port != asked)
            {
                throw new UpException(
                    $"Postgres started on port {session.Server.Port}, not on {asked}, so it was stopped. Another program uses port {asked}, or a "
                        + "server of an earlier run still used it. Try again, or give another --port."
                );
            }

            await settings.AddAsync([new(DatabaseSettings.UrlSetting, session.Server.DatabaseUrl)], cancellationToken);
            return session;
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops the server. The data are kept.</summary>
    public async ValueTask DisposeAsync()
    {
        await _watch.DisposeAsync();
        await Server.DisposeAsync();
    }

    internal static async Task<PostgresSession> StartAsync(
        DataFolder data,
        int? port,
        IProgress<string> progress,
        CancellationToken cancellationToken
    )
    {
        progress.Report("Starting Postgres.");
        var options = new LocalPostgresOptions { DataFolder = data.PostgresFolder, PreferredPort = port };
        var server = await LocalPostgresServer.StartAsync(options, progress, cancellationToken);
        progress.Report($"Postgres {server.Version} runs on port {server.Port}.");
        return new PostgresSession(server, PostgresWatch.Start(server, progress));
    }
}
