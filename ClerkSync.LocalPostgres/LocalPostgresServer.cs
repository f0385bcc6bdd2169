using System.ComponentModel;
using ClerkSync.Core.Disclosure;
using Npgsql;

namespace ClerkSync.LocalPostgres;

/// <summary>
/// A Postgres server for a laptop or a test: brought along, started, and stopped at the end. Its data stay.
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

    /// <summary>Folder of the programs that run it.</summary>
    public required string BinFolder { get; init; }

    /// <summary>
    /// Where the data really lie: the folder that was asked for, unless Postgres's user cannot enter that.
    /// </summary>
    public required string DataFolder { get; init; }

    /// <summary>The server's log.</summary>
    public string LogFile => _server.Log.File;

    /// <summary>The port on 127.0.0.1.</summary>
    public int Port => _postmaster.Port;

    /// <summary>Process id of the server.</summary>
    public int ProcessId => _postmaster.ProcessId;

    /// <summary>
    /// Finds or fetches Postgres, makes the cluster and the database when absent, and starts the server, or takes over
    /// one that a killed run left behind. When it returns, the server answers. <paramref name="progress"/> is told, in
    /// sentences, what takes time or is out of the ordinary.
    /// </summary>
    /// <exception cref="LocalPostgresException">It cannot be done; nothing is left running.</exception>
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

    /// <summary>Deletes the data of a folder for good, and the folder.</summary>
    /// <exception cref="LocalPostgresException">
    /// Another process uses the folder, the server of a killed run still runs on it, or it has no data.
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
                    $"A Postgres that a killed run left behind still runs in {folder} (process {left.ProcessId}). Run \"up\" once, which "
                        + "takes it over, and then stop up."
                );
            }

            cluster.Discard();
        }

        // An open file cannot be deleted on Windows.
        Directory.Delete(folder, recursive: true);
        if (folder != asked)
        {
            Directory.Delete(asked, recursive: true);
        }
    }

    /// <summary>Whether the server runs; false once it was stopped, was killed or ended by itself.</summary>
    public bool IsRunning() => _postmaster.IsRunning();

    /// <summary>Starts the server again after it has ended, on the same port, so that <see cref="DatabaseUrl"/> stays true.</summary>
    /// <exception cref="LocalPostgresException">It does not start, or another program has the port.</exception>
    public async Task RestartAsync(CancellationToken cancellationToken) =>
        _postmaster = await _server.StartAsync(Port, isPortFixed: true, _settings, cancellationToken);

    /// <summary>
    /// Stops the server, within seconds even when it is busy, and lets go of the data folder. It may be called again,
    /// and when the server has ended by itself.
    /// </summary>
    /// <exception cref="LocalPostgresException">It does not stop.</exception>
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
