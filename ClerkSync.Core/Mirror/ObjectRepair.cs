using ClerkSync.Core.Database;

namespace ClerkSync.Core.Mirror;

/// <summary>A repair of one kind of object.</summary>
internal interface IObjectRepair
{
    /// <summary>Writes what is missing or different. It removes nothing.</summary>
    /// <param name="options">Its limits.</param>
    /// <param name="doomed">Objects that will be removed; those of this kind are added.</param>
    /// <param name="compared">Told how many objects were compared.</param>
    /// <param name="cancellationToken">Ends it.</param>
    Task<WrittenObjects> WriteAsync(
        RepairOptions options,
        HashSet<string> doomed,
        Action<int> compared,
        CancellationToken cancellationToken
    );

    /// <summary>Removes what Clerk does not know.</summary>
    /// <param name="written">What <see cref="WriteAsync"/> returned.</param>
    /// <param name="options">Its limits.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What was removed, or would be.</returns>
    Task<IReadOnlyList<string>> RemoveAsync(
        WrittenObjects written,
        RepairOptions options,
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

    public async Task<WrittenObjects> WriteAsync(
        RepairOptions options,
        HashSet<string> doomed,
        Action<int> compared,
        CancellationToken cancellationToken
    )
    {
        var limit =
            options.MaxRemovals ?? (long)(await mirrored.Rows.CountAsync(cancellationToken) * MostRemovalsShare);
        var result = new WrittenObjects(mirrored.Rows.Table, limit);
        await foreach (var batch in drift.FindAsync(result.Found, compared, cancellationToken))
        {
            result.Found.Add(batch);
            result.Newer += batch.LongCount(found => found.Row?.ClerkUpdatedAt > found.Clerk?.UpdatedAt);
            result.Written += await writer.RepairAsync(
                [.. batch.Where(found => found.Clerk is not null)],
                options.DryRun,
                cancellationToken
            );
            foreach (var row in batch.Where(found => found.Clerk is null).Select(found => found.Row!))
            {
                result.AddExtra(row.ClerkId, mirrored.OwnersOf(row).FirstOrDefault(doomed.Contains));
            }
        }

        doomed.UnionWith(result.ToRemove);
        return result;
    }

    public async Task<IReadOnlyList<string>> RemoveAsync(
        WrittenObjects written,
        RepairOptions options,
        CancellationToken cancellationToken
    )
    {
        var youngest = time.GetUtcNow() - options.SpareYoungerThan;
        var removed = new List<string>();
        foreach (var id in written.ToRemove)
        {
            if (await writer.RemoveAsync(id, youngest, options.DryRun, cancellationToken))
            {
                removed.Add(id);
            }
        }

        return removed;
    }
}
