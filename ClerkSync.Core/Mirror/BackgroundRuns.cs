using System.Text.Json;
using System.Threading.Channels;
using ClerkSync.Core.ClerkApi;
using ClerkSync.Core.Database;
using ClerkSync.Core.Disclosure;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ClerkSync.Core.Mirror;

/// <summary>Starts, stops and resumes runs that outlast the request that started them.</summary>
/// <remarks>A run whose process ends stays <c>running</c> without a heartbeat, and a timer resumes it.</remarks>
public sealed partial class BackgroundRuns : BackgroundService
{
    /// <summary>
    /// A run that was interrupted more often is not resumed, because it may be what ends the process.
    /// </summary>
    internal const int MostAttempts = 10;

    private readonly Channel<StartedRun> _started = Channel.CreateUnbounded<StartedRun>();
    private readonly SyncRunner _runner;
    private readonly SyncRunLog _runs;
    private readonly IEnumerable<IBackgroundWork> _kinds;
    private readonly TimeProvider _time;
    private readonly ILogger<BackgroundRuns> _logger;

    internal BackgroundRuns(
        SyncRunner runner,
        SyncRunLog runs,
        IEnumerable<IBackgroundWork> kinds,
        TimeProvider time,
        ILogger<BackgroundRuns> logger
    ) => (_runner, _runs, _kinds, _time, _logger) = (runner, runs, kinds, time, logger);

    /// <summary>
    /// Starts a run, or returns the one of this kind that a route started before and that is still in progress.
    /// </summary>
    /// <param name="restart">Whether to start a new run in any case. Otherwise a backfill resumes the last one if that did not end.</param>
    /// <returns>The id of the run.</returns>
    /// <exception cref="MirrorException">The key belongs to another instance.</exception>
    /// <exception cref="ClerkApiException">Clerk does not answer, or rejects the key.</exception>
    internal async Task<long> StartRunAsync(
        SyncRunKind kind,
        RunOptions options,
        bool restart,
        CancellationToken cancellationToken
    )
    {
        if (!restart && await _runs.FindAliveAsync(kind, cancellationToken) is { } alive)
        {
            return alive;
        }

        var resume = kind == SyncRunKind.Backfill && !restart;
        var started = await RequestPatience.AskClerkAsync(
            "GET /v1/instance",
            _time,
            token => _runner.StartAsync(kind, resume, options, token),
            cancellationToken
        );
        await _started.Writer.WriteAsync(started, cancellationToken);
        return started.Run.Id;
    }

    /// <summary>Stops a run, whichever process works on it. What it has written stays.</summary>
    /// <returns>Whether it was running; null when there is no such run.</returns>
    internal Task<bool?> StopRunAsync(long id, CancellationToken cancellationToken) =>
        _runs.StopAsync(id, cancellationToken);

    /// <summary>Resumes the runs that were interrupted, and returns when they have ended.</summary>
    /// <param name="cancellationToken">Interrupts them again.</param>
    internal async Task ResumeRunsAsync(CancellationToken cancellationToken)
    {
        var resumed = new List<Task>();
        while (await _runs.TakeOverAsync(Guid.NewGuid(), cancellationToken) is { } started)
        {
            resumed.Add(
                started.Run.Attempts > MostAttempts
                    ? GiveUpAsync(started, cancellationToken)
                    : WorkAsync(started, cancellationToken)
            );
        }

        await Task.WhenAll(resumed);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var running = new List<Task>();
        try
        {
            await foreach (var started in _started.Reader.ReadAllAsync(stoppingToken))
            {
                running.RemoveAll(run => run.IsCompleted);
                running.Add(WorkAsync(started, stoppingToken));
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested) { }

        await Task.WhenAll(running);
    }

    private async Task WorkAsync(StartedRun started, CancellationToken cancellationToken)
    {
        var run = started.Run;
        try
        {
            var kind = Enum.Parse<SyncRunKind>(run.Kind, ignoreCase: true);
            await _kinds.Single(one => one.Kind == kind).WorkAsync(started, ReadOptions(run), cancellationToken);
        }
        // The process ends, and another one resumes the run.
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested) { }
        catch (MirrorException exception)
        {
            LogEnded(run.Kind, run.Id, ShownError.Describe(exception));
        }
        catch (Exception exception)
        {
            LogFailed(run.Kind, run.Id, DatabaseErrors.Describe(exception));
        }
    }

    private Task GiveUpAsync(StartedRun started, CancellationToken cancellationToken)
    {
        var exception = new MirrorException(
            $"The run was interrupted {MostAttempts} times, perhaps because the host stops it before it is done. Start it with the CLI."
        );
        LogFailed(started.Run.Kind, started.Run.Id, ShownError.Describe(exception));
        return _runs.FailAsync(started, exception, cancellationToken);
    }

    private static RunOptions ReadOptions(SyncRun run) =>
        run.Options is { } json ? JsonSerializer.Deserialize(json, MirrorJson.Default.RunOptions)! : new RunOptions();

    [LoggerMessage(LogLevel.Information, "{Kind} {Id} no longer runs in this process: {Reason}")]
    private partial void LogEnded(string kind, long id, string reason);

    [LoggerMessage(LogLevel.Error, "{Kind} {Id} failed: {Error}")]
    private partial void LogFailed(string kind, long id, string error);
}
