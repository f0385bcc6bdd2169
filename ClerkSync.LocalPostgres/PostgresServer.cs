using System.Diagnostics;

namespace ClerkSync.LocalPostgres;

/// <summary>Starts and stops the server of one cluster.</summary>
internal sealed class PostgresServer(PostgresBinaries binaries, Cluster cluster, ServerUser user)
{
    private const int Attempts = 5;

    // Long enough for a recovery after a crash.
    private const int StartSeconds = 120;
    private const int FastStopSeconds = 15;
    private const int ImmediateStopSeconds = 10;

    // Messages in the server's log: another program took the port first, or processes of a killed server are still
    // ending.
    private const string PortTaken = "could not create any TCP/IP sockets";
    private const string OrphansLeft = "is still in use";

    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan AnswerPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan OrphansPause = TimeSpan.FromMilliseconds(500);

    private readonly ServerPort _port = new(cluster.Folder);

    public ServerLog Log { get; } = new(cluster.Folder);

    /// <summary>
    /// Returns the running server that a killed run left behind, after it accepts connections; null when there is none.
    /// A server that does not answer is stopped.
    /// </summary>
    public async Task<Postmaster?> FindRunningAsync(
        string password,
        IProgress<string> progress,
        CancellationToken cancellationToken
    )
    {
        if (Postmaster.Find(cluster.DataDirectory) is not { } left)
        {
            return null;
        }

        var connection = new ServerConnection(left.Port, password);
        var started = Stopwatch.GetTimestamp();
        while (left.IsRunning())
        {
            if (await connection.AnswersAsync(cancellationToken))
            {
                progress.Report(
                    $"Taking over the Postgres that an earlier run left running (process {left.ProcessId})."
                );
                return left;
            }

            if (Stopwatch.GetElapsedTime(started) > AnswerTimeout)
            {
                await StopAsync(left, cancellationToken);
                return null;
            }

            await Task.Delay(AnswerPause, cancellationToken);
        }

        return null;
    }

    /// <summary>Starts the server. No server may be running on the cluster.</summary>
    /// <param name="preferredPort">Null prefers the port of the last run.</param>
    /// <param name="isPortFixed">Whether only the preferred port may be used.</param>
    /// <param name="settings">As in <c>postgresql.conf</c>.</param>
    public async Task<Postmaster> StartAsync(
        int? preferredPort,
        bool isPortFixed,
        IReadOnlyDictionary<string, string> settings,
        CancellationToken cancellationToken
    )
    {
        Postmaster.Find(cluster.DataDirectory)?.Disown();
        var port = isPortFixed ? preferredPort!.Value : _port.Choose(preferredPort);
        for (var attempt = 1; ; attempt++)
        {
            await cluster.WriteSettingsAsync(settings, port, cancellationToken);
            Log.Rotate();
            var result = await PgCtl("start", $"--log={Log.File}", $"--timeout={StartSeconds}")
                .RunAsync(cancellationToken);
            if (result.Succeeded && Postmaster.Find(cluster.DataDirectory) is { } postmaster)
            {
                await _port.RememberAsync(postmaster.Port, cancellationToken);
                return postmaster;
            }

            var log = await Log.ReadAsync(cancellationToken);
            if (!isPortFixed && attempt < Attempts && log.Contains(PortTaken, StringComparison.Ordinal))
            {
                port = ServerPort.ChooseFree();
            }
            else if (attempt < Attempts && log.Contains(OrphansLeft, StringComparison.Ordinal))
            {
                await Task.Delay(OrphansPause, cancellationToken);
            }
            else
            {
                throw Failure("did not start", result, log);
            }
        }
    }

    /// <summary>Stops the server. A no-op if it is not running.</summary>
    public async Task StopAsync(Postmaster postmaster, CancellationToken cancellationToken)
    {
        if (!IsCurrent(postmaster))
        {
            return;
        }

        var result = await StopAsync("fast", FastStopSeconds, cancellationToken);
        if (!result.Succeeded && IsCurrent(postmaster))
        {
            result = await StopAsync("immediate", ImmediateStopSeconds, cancellationToken);
        }

        if (!result.Succeeded && IsCurrent(postmaster))
        {
            throw Failure("did not stop", result, await Log.ReadAsync(cancellationToken));
        }
    }

    private bool IsCurrent(Postmaster postmaster) =>
        Postmaster.Find(cluster.DataDirectory) == postmaster && postmaster.IsRunning();

    private Task<CommandResult> StopAsync(string mode, int seconds, CancellationToken cancellationToken) =>
        PgCtl("stop", $"--mode={mode}", $"--timeout={seconds}").RunAsync(cancellationToken);

    // pg_ctl starts the server in its own session, so that Ctrl-C in the terminal does not reach it.
    private Command PgCtl(string verb, params string[] arguments) =>
        user.Run(
            new Command(
                binaries.Program("pg_ctl"),
                [verb, $"--pgdata={cluster.DataDirectory}", "--wait", "--silent", .. arguments]
            )
        );

    private LocalPostgresException Failure(string what, CommandResult result, string log)
    {
        var lines = (result.Tail + '\n' + log).Trim().Split('\n').TakeLast(12);
        return new($"Postgres {binaries.Version} {what}. Its log is {Log.File}:\n{string.Join('\n', lines)}");
    }
}
