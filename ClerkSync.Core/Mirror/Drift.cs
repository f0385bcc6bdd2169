using ClerkSync.Core.ClerkApi;
using ClerkSync.Core.Telemetry;

namespace ClerkSync.Core.Mirror;

/// <summary>Compares all objects with Clerk and reports the differences. Changes nothing.</summary>
public sealed class Drift : IBackgroundWork
{
    private readonly SyncRunner _runner;
    private readonly IEnumerable<IMirrored> _kinds;
    private readonly Confirmation _confirmation;
    private readonly MirrorTelemetry _telemetry;
    private readonly TimeProvider _time;

    internal Drift(
        SyncRunner runner,
        IEnumerable<IMirrored> kinds,
        Confirmation confirmation,
        MirrorTelemetry telemetry,
        TimeProvider time
    ) => (_runner, _kinds, _confirmation, _telemetry, _time) = (runner, kinds, confirmation, telemetry, time);

    SyncRunKind IBackgroundWork.Kind => SyncRunKind.Drift;

    Task IBackgroundWork.WorkAsync(StartedRun started, RunOptions options, CancellationToken cancellationToken) =>
        ContinueAsync(started, new Progress<long>(), cancellationToken);

    /// <summary>Runs a pass and stores its report in <c>sync_runs</c>.</summary>
    /// <param name="progress">Gets the number of objects that were compared so far.</param>
    /// <remarks>Changes in Clerk after the start are left out, because their webhooks may be in flight.</remarks>
    /// <exception cref="MirrorException">The key belongs to another instance.</exception>
    /// <exception cref="ClerkApiException">Clerk does not answer, or rejects the key.</exception>
    internal async Task<DriftReport> RunAsync(IProgress<long> progress, CancellationToken cancellationToken)
    {
        var started = await _runner.StartAsync(SyncRunKind.Drift, resume: false, options: null, cancellationToken);
        return await ContinueAsync(started, progress, cancellationToken);
    }

    private Task<DriftReport> ContinueAsync(
        StartedRun started,
        IProgress<long> progress,
        CancellationToken cancellationToken
    ) =>
        _runner.RunAsync(
            started,
            MirrorJson.Default.DriftReport,
            async run =>
            {
                var startedAt = _time.GetUtcNow();
                Action<int> count = added => progress.Report(run.Progress += added);
                var tallies = new List<DriftTally>();
                foreach (var kind in _kinds)
                {
                    var tally = new DriftTally(kind.TableName);
                    tallies.Add(tally);
                    await foreach (var batch in _confirmation.FindAsync(kind, tally, count, run.CancellationToken))
                    {
                        tally.Add(batch.Where(found => found.Clerk is null || found.Clerk.UpdatedAt <= startedAt));
                    }
                }

                var report = DriftTally.Report(tallies);
                _telemetry.Record(report);
                return report;
            },
            cancellationToken
        );
}
