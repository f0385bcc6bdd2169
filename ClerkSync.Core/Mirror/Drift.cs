using ClerkSync.Core.ClerkApi;
using ClerkSync.Core.Telemetry;

namespace ClerkSync.Core.Mirror;

/// <summary>Compares everything with Clerk and reports what differs. It changes nothing.</summary>
public sealed class Drift
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

    /// <summary>Runs a pass and keeps its report in <c>sync_runs</c>.</summary>
    /// <param name="progress">Told how many objects were compared so far.</param>
    /// <remarks>What changed in Clerk after the start is left out: its webhook may be under way.</remarks>
    /// <exception cref="MirrorException">The key is of another instance.</exception>
    /// <exception cref="ClerkApiException">Clerk does not answer, or not to this key.</exception>
    internal Task<DriftReport> RunAsync(IProgress<long> progress, CancellationToken cancellationToken) =>
        _runner.RunAsync(
            SyncRunKind.Drift,
            resume: false,
            MirrorJson.Default.DriftReport,
            async (_, _) =>
            {
                var startedAt = _time.GetUtcNow();
                var compared = 0L;
                var tallies = new List<DriftTally>();
                foreach (var kind in _kinds)
                {
                    var tally = new DriftTally(kind.TableName);
                    tallies.Add(tally);
                    await foreach (
                        var batch in _confirmation.FindAsync(
                            kind,
                            tally,
                            count => progress.Report(compared += count),
                            cancellationToken
                        )
                    )
                    {
                        tally.Add(batch.Where(found => found.Clerk is null || found.Clerk.UpdatedAt <= startedAt));
                    }
                }

                var report = DriftTally.Report(tallies);
                _telemetry.Record(report);
                return report;
            },
            report => report.IsComplete,
            cancellationToken
        );
}
