using ClerkSync.Core.ClerkApi;

namespace ClerkSync.Core.Mirror;

/// <summary>Compares every user with Clerk and reports what differs. It changes nothing.</summary>
public sealed class Drift
{
    private const int MostFindings = 1000;

    private readonly SyncRunner _runner;
    private readonly UserComparison _comparison;
    private readonly UserConfirmation _confirmation;
    private readonly TimeProvider _time;

    internal Drift(SyncRunner runner, UserComparison comparison, UserConfirmation confirmation, TimeProvider time) =>
        (_runner, _comparison, _confirmation, _time) = (runner, comparison, confirmation, time);

    /// <summary>Runs a pass and keeps its report in <c>sync_runs</c>.</summary>
    /// <param name="progress">Told how many users were compared so far.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <remarks>What changed in Clerk after the start is left out: its webhook may be under way.</remarks>
    /// <exception cref="MirrorException">The key is of another instance.</exception>
    /// <exception cref="ClerkApiException">Clerk does not answer, or not to this key.</exception>
    public Task<DriftReport> RunAsync(IProgress<long> progress, CancellationToken cancellationToken) =>
        _runner.RunAsync(
            SyncRunKind.Drift,
            resume: false,
            MirrorJson.Default.DriftReport,
            async (_, _) =>
            {
                var startedAt = _time.GetUtcNow();
                var tally = new DriftTally(MostFindings);
                await foreach (var confirmed in FindAsync(tally, progress, cancellationToken))
                {
                    if (confirmed.User is null || confirmed.User.UpdatedAt <= startedAt)
                    {
                        tally.Add(confirmed.Finding);
                    }
                }

                return tally.ToReport();
            },
            cancellationToken
        );

    /// <summary>Finds everybody who differs and counts whom it has compared.</summary>
    internal async IAsyncEnumerable<Confirmed> FindAsync(
        DriftTally tally,
        IProgress<long> progress,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var suspects = _comparison.FindSuspectsAsync(
            count =>
            {
                tally.Compared += count;
                progress.Report(tally.Compared);
            },
            cancellationToken
        );
        await foreach (var chunk in suspects.Chunk(ClerkApiClient.MaxIds).WithCancellation(cancellationToken))
        {
            foreach (var confirmed in await _confirmation.ConfirmAsync(chunk, cancellationToken))
            {
                yield return confirmed;
            }
        }
    }
}
