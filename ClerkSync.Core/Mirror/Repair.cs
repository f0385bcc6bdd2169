using ClerkSync.Core.ClerkApi;
using ClerkSync.Core.Users;

namespace ClerkSync.Core.Mirror;

/// <summary>Compares every user with Clerk and puts right what differs.</summary>
public sealed class Repair
{
    private const int MostFindings = 1000;
    private const double MostRemovalsShare = 0.01;

    private readonly SyncRunner _runner;
    private readonly Drift _drift;
    private readonly UserRepair _users;
    private readonly UserReader _reader;

    internal Repair(SyncRunner runner, Drift drift, UserRepair users, UserReader reader) =>
        (_runner, _drift, _users, _reader) = (runner, drift, users, reader);

    /// <summary>Runs a repair and keeps its report in <c>sync_runs</c>.</summary>
    /// <param name="options">Its limits.</param>
    /// <param name="progress">Told how many users were compared so far.</param>
    /// <param name="cancellationToken">Ends it; what is repaired by then is repaired.</param>
    /// <exception cref="MirrorException">The key is of another instance.</exception>
    /// <exception cref="ClerkApiException">Clerk does not answer, or not to this key.</exception>
    public Task<RepairReport> RunAsync(
        RepairOptions options,
        IProgress<long> progress,
        CancellationToken cancellationToken
    ) =>
        _runner.RunAsync(
            SyncRunKind.Repair,
            resume: false,
            MirrorJson.Default.RepairReport,
            (_, _) => RepairAsync(options, progress, cancellationToken),
            cancellationToken
        );

    private async Task<RepairReport> RepairAsync(
        RepairOptions options,
        IProgress<long> progress,
        CancellationToken cancellationToken
    )
    {
        var limit = options.MaxRemovals ?? (long)(await _reader.CountAsync(cancellationToken) * MostRemovalsShare);
        var tally = new DriftTally(MostFindings);
        var extra = new List<Confirmed>();
        long written = 0;
        long extras = 0;
        await foreach (
            var chunk in _drift
                .FindAsync(tally, progress, cancellationToken)
                .Chunk(ClerkApiClient.MaxIds)
                .WithCancellation(cancellationToken)
        )
        {
            foreach (var confirmed in chunk)
            {
                tally.Add(confirmed.Finding);
            }

            written += await _users.WriteAsync([.. chunk.Where(c => c.User is not null)], cancellationToken);
            extras += chunk.Count(c => c.User is null);
            // One more than may go, so that it is known to be too many without keeping them all.
            extra.AddRange(
                chunk.Where(c => c.User is null).Take((int)Math.Clamp(limit + 1 - extra.Count, 0, int.MaxValue))
            );
        }

        var isRefused = extras > limit;
        var removed = isRefused ? 0 : await _users.RemoveAsync(extra, options.SpareYoungerThan, cancellationToken);
        return new RepairReport
        {
            Found = tally.ToReport(),
            Written = written,
            Removed = removed,
            Spared = isRefused ? 0 : extras - removed,
            RemovalLimit = isRefused ? limit : null,
        };
    }
}
