using ClerkSync.Core.Database;

namespace ClerkSync.Core.Mirror;

/// <summary>A repair of one kind of object.</summary>
internal interface IObjectRepair
{
    /// <summary>Puts right what differs.</summary>
    Task<(DriftTally Found, RepairCounts Counts)> RunAsync(
        RepairOptions options,
        Action<int> compared,
        CancellationToken cancellationToken
    );
}

/// <inheritdoc cref="IObjectRepair"/>
internal sealed class ObjectRepair<TObject, TRow>(
    IMirrored<TObject, TRow> mirrored,
    ObjectDrift<TObject, TRow> drift,
    MirrorWriter<TObject, TRow> writer,
    TimeProvider time
) : IObjectRepair
    where TObject : class, IClerkVersion
    where TRow : class, IStoredRow
{
    private const double MostRemovalsShare = 0.01;

    public async Task<(DriftTally Found, RepairCounts Counts)> RunAsync(
        RepairOptions options,
        Action<int> compared,
        CancellationToken cancellationToken
    )
    {
        var limit =
            options.MaxRemovals ?? (long)(await mirrored.Rows.CountAsync(cancellationToken) * MostRemovalsShare);
        var tally = new DriftTally(mirrored.Rows.Table);
        var extra = new List<string>();
        long written = 0;
        long extras = 0;
        await foreach (var batch in drift.FindAsync(tally, compared, cancellationToken))
        {
            tally.Add(batch);
            written += await writer.RepairAsync(
                [.. batch.Where(found => found.Clerk is not null)],
                options.DryRun,
                cancellationToken
            );
            string[] unknown = [.. batch.Where(found => found.Clerk is null).Select(found => found.Row!.ClerkId)];
            extras += unknown.Length;
            // One more than may go, so that it is known to be too many without keeping them all.
            extra.AddRange(unknown.Take((int)Math.Clamp(limit + 1 - extra.Count, 0, int.MaxValue)));
        }

        var isRefused = extras > limit;
        var removed = isRefused ? 0 : await RemoveAsync(extra, options, cancellationToken);
        return (
            tally,
            new RepairCounts
            {
                Table = mirrored.Rows.Table,
                Written = written,
                Removed = removed,
                Spared = extras - removed,
                RemovalLimit = isRefused ? limit : null,
            }
        );
    }

    private async Task<long> RemoveAsync(
        IEnumerable<string> extra,
        RepairOptions options,
        CancellationToken cancellationToken
    )
    {
        var youngest = time.GetUtcNow() - options.SpareYoungerThan;
        long removed = 0;
        foreach (var id in extra)
        {
            removed += await writer.RemoveAsync(id, youngest, options.DryRun, cancellationToken) ? 1 : 0;
        }

        return removed;
    }
}
