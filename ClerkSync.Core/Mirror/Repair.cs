using ClerkSync.Core.ClerkApi;
using ClerkSync.Core.Telemetry;

namespace ClerkSync.Core.Mirror;

/// <summary>Compares all objects with Clerk and corrects the differences.</summary>
internal sealed class Repair : IBackgroundWork
{
    private readonly SyncRunner _runner;
    private readonly IEnumerable<IMirrored> _kinds;
    private readonly ObjectRepair _repair;
    private readonly MirrorTelemetry _telemetry;

    public Repair(SyncRunner runner, IEnumerable<IMirrored> kinds, ObjectRepair repair, MirrorTelemetry telemetry) =>
        (_runner, _kinds, _repair, _telemetry) = (runner, kinds, repair, telemetry);

    SyncRunKind IBackgroundWork.Kind => SyncRunKind.Repair;

    Task IBackgroundWork.WorkAsync(StartedRun started, RunOptions options, CancellationToken cancellationToken) =>
        ContinueAsync(
            started,
            new RepairOptions { MaxRemovals = options.MaxRemovals },
            new Progress<long>(),
            cancellationToken
        );

    /// <summary>Runs a repair and stores its report in <c>sync_runs</c>.</summary>
    /// <param name="progress">Gets the number of objects that were compared so far.</param>
    /// <param name="cancellationToken">Stops it. What is repaired by then stays repaired.</param>
    /// <exception cref="MirrorException">The key belongs to another instance.</exception>
    /// <exception cref="ClerkApiException">Clerk does not answer, or rejects the key.</exception>
    public async Task<RepairReport> RunAsync(
        RepairOptions options,
        IProgress<long> progress,
        CancellationToken cancellationToken
    )
    {
        if (options.DryRun)
        {
            var compared = 0L;
            return await _runner.RunUnrecordedAsync(
                () => RepairAsync(options, added => progress.Report(compared += added), cancellationToken),
                cancellationToken
            );
        }

        var started = await _runner.StartAsync(SyncRunKind.Repair, resume: false, options: null, cancellationToken);
        return await ContinueAsync(started, options, progress, cancellationToken);
    }

    private Task<RepairReport> ContinueAsync(
        StartedRun started,
        RepairOptions options,
        IProgress<long> progress,
        CancellationToken cancellationToken
    ) =>
        _runner.RunAsync(
            started,
            MirrorJson.Default.RepairReport,
            async run =>
            {
                var report = await RepairAsync(
                    options,
                    added => progress.Report(run.Progress += added),
                    run.CancellationToken
                );
                _telemetry.Add(report);
                return report;
            },
            cancellationToken
        );

    private async Task<RepairReport> RepairAsync(
        RepairOptions options,
        Action<int> count,
        CancellationToken cancellationToken
    )
    {
        var doomed = new HashSet<string>();
        var written = new List<WrittenObjects>();
        foreach (var kind in _kinds)
        {
            written.Add(await _repair.WriteAsync(kind, options, doomed, count, cancellationToken));
        }

        var found = DriftTally.Report([.. written.Select(objects => objects.Found)]);
        var tables = await RemoveAsync(found.IsComplete, written, options, cancellationToken);
        return new RepairReport
        {
            IsDryRun = options.DryRun,
            Found = found,
            Tables = tables,
            Failures = [.. written.SelectMany(objects => objects.Failures)],
        };
    }

    /// <summary>Removes the rows of objects that Clerk does not have, unless one of its lists ended early.</summary>
    private async Task<IReadOnlyList<RepairCounts>> RemoveAsync(
        bool isComplete,
        IReadOnlyList<WrittenObjects> written,
        RepairOptions options,
        CancellationToken cancellationToken
    )
    {
        var tables = new List<RepairCounts>();
        var gone = new HashSet<string>();
        foreach (var (kind, result) in _kinds.Zip(written))
        {
            var removed = isComplete ? await _repair.RemoveAsync(kind, result, options, cancellationToken) : [];
            gone.UnionWith(removed);
            tables.Add(result.ToCounts(removed.Count, gone));
        }

        return tables;
    }
}
