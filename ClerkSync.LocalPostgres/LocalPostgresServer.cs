using System.ComponentModel;
using ClerkSync.Core.Disclosure;
using Npgsql;

namespace ClerkSync.LocalPostgres;

/// <summary>
/// A Postgres server for development and tests, downloaded if necessary. Its data are kept after it stops.
/// </summary>
public sealed class LocalPostgresServer : IAsyncDisposable
{
    private readonly DataFolderLock _lock;
    private readonly PostgresServer _server;
    private readonly IReadOnlyDictionary<string, string> _settings;
    private volatile Postmaster _postmaster;

    private LocalPostgresServer(
        DataFolderLock heldLock,
        PostgresServer server,
        Postmaster postmaster,
        IReadOnlyDictionary<string, string> settings
    ) => (_lock, _server, _postmaster, _settings) = (heldLock, server, postmaster, settings);

    /// <summary>The database's <c>postgresql://</c> URL, with the superuser's password.</summary>
    public required string DatabaseUrl { get; init; }

    /// <summary>Postgres's version, such as 15.13.</summary>
    public required string Version { get; init; }

    /// <summary>The folder of the server's programs.</summary>
    public required string BinFolder { get; init; }

    /// <summary>
    /// The actual location of the data: the requested folder, unless Postgres's user cannot enter it.
    /// </summary>
    public required string DataFolder { get; init; }

    public string LogFile => _server.Log.File;

    /// <summary>The port on 127.0.0.1.</summary>
    public int Port => _postmaster.Port;

    public int ProcessId => _postmaster.ProcessId;

    /// <summary>
    /// Finds or downloads Postgres, creates the cluster and the database if they do not exist, and starts the server,
    /// or takes over a server that a killed run left behind. When it returns, the server accepts connections. <paramref
    /// name="progress"/> receives slow or unusual steps as sentences.
    /// </summary>
    /// <exception cref="LocalPostgresException">The server cannot be started. Nothing is left running.</exception>
    public static async Task<LocalPostgresServer> StartAsync(
        LocalPostgresOptions options,
        IProgress<string> progress,
        CancellationToken cancellationToken
    )
    {
        var asked = Path.TrimEndingDirectorySeparator(Path.GetFullPath(options.DataFolder));
        var heldLock = DataFolderLock.Take(asked);
        try
        {
            return await StartAsync(asked, heldLock, options, progress, cancellationToken);
        }
        catch (Exception exception)
        {
            heldLock.Dispose();
            if (exception is IOException or UnauthorizedAccessException or Win32Exception or NpgsqlException)
            {
                throw new LocalPostgresException(
                    $"Postgres cannot run in {asked}: {ShownError.Describe(exception)}.",
                    exception
                );
            }

            throw;
        }
    }

    /// <summary>Permanently deletes a data folder and its data.</summary>
    /// <exception cref="LocalPostgresException">
    /// Another process uses the folder, the server of a killed run still uses it, or it has no data.
    /// </exception>
    internal static async Task DeleteAsync(string dataFolder, CancellationToken cancellationToken)
    {
        var asked = Path.TrimEndingDirectorySeparator(Path.GetFullPath(dataFolder));
        var folder = DataPlace.Find(asked);
        using (DataFolderLock.Take(asked))
        {
            var cluster = new Cluster(folder, await ServerUser.FindAsync(cancellationToken));
            if (cluster.FindMajor() is null)
            {
                throw new LocalPostgresException($"There is no database in {asked}.");
            }

            if (Postmaster.Find(cluster.DataDirectory) is { } left && left.IsRunning())
            {
                throw new LocalPostgresException(
                    $"A Postgres that a killed run left behind is still running in {folder} (process {left.ProcessId}). Run \"up\" once, which "
                        + "takes it over, and then stop up."
                );
            }

            cluster.Discard();
        }

        // Windows cannot delete an open file.
        Directory.Delete(folder, recursive: true);
        if (folder != asked)
        {
            Directory.Delete(asked, recursive: true);
        }
    }

    /// <summary>Whether the server is running. False after it was stopped, was killed or ended unexpectedly.</summary>
    public bool IsRunning() => _postmaster.IsRunning();

    /// <summary>
    /// Restarts the server after it has ended, on the same port, so that <see cref="DatabaseUrl"/> stays valid.
    /// </summary>
    /// <exception cref="LocalPostgresException">
    /// The server does not start, or another program uses the port.
    /// </exception>
    public async Task RestartAsync(CancellationToken cancellationToken) =>
        _postmaster = await _server.StartAsync(Port, isPortFixed: true, _settings, cancellationToken);

    /// <summary>
    /// Stops the server within seconds, even when it is busy, and releases the data folder. Idempotent, and safe after
    /// the server has ended unexpectedly.
    /// </summary>
    /// <exception cref="LocalPostgresException">The server does not stop.</exception>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _server.StopAsync(_postmaster, cancellationToken);
        _lock.Dispose();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await StopAsync(CancellationToken.None);

    private static async Task<LocalPostgresServer> StartAsync(
        string asked,
        DataFolderLock heldLock,
        LocalPostgresOptions options,
        IProgress<string> progress,
        CancellationToken cancellationToken
    )
    {
        var user = await ServerUser.FindAsync(cancellationToken);
        var folder = await DataPlace.EnsureAsync(asked, user, progress, cancellationToken);
        var cluster = new Cluster(folder, user);
        var finder = new BinariesFinder(user, progress);
        var binaries = await finder.FindAsync(options.Sources, cluster, cancellationToken);
        var password = await cluster.EnsureAsync(binaries, progress, cancellationToken);
        var server = new PostgresServer(binaries, cluster, user);
        try
        {
            var postmaster =
                await server.FindRunningAsync(password, progress, cancellationToken)
                ?? await server.StartAsync(
                    options.PreferredPort,
                    isPortFixed: false,
                    options.ServerSettings,
                    cancellationToken
                );
            var connection = new ServerConnection(postmaster.Port, password);
            await connection.EnsureDatabaseAsync(options.DatabaseName, cancellationToken);
            return new LocalPostgresServer(heldLock, server, postmaster, options.ServerSettings)
            {
                DatabaseUrl = connection.Url(options.DatabaseName),
                Version = binaries.Version,
                BinFolder = binaries.Folder,
                DataFolder = folder,
            };
        }
        catch
        {
            if (Postmaster.Find(cluster.DataDirectory) is { } left)
            {
                await server.StopAsync(left, CancellationToken.None);
            }

            throw;
        }
    }
}
