using ClerkSync.Core.ClerkApi;
using ClerkSync.Core.Database;
using ClerkSync.Core.Objects;

namespace ClerkSync.Core.Mirror;

/// <summary>A repair of one kind of object.</summary>
internal interface IObjectRepair
{
    /// <summary>Writes what is missing or different. It removes nothing.</summary>
    /// <param name="options">Its limits.</param>
    /// <param name="doomed">Objects that will be removed; those of this kind are added.</param>
    /// <param name="compared">Told how many objects were compared.</param>
    Task<WrittenObjects> WriteAsync(
        RepairOptions options,
        HashSet<string> doomed,
        Action<int> compared,
        CancellationToken cancellationToken
    );

    /// <summary>Removes what Clerk does not know.</summary>
    /// <param name="written">What <see cref="WriteAsync"/> returned.</param>
    /// <param name="options">Its limits.</param>
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
    MirrorWriter writer,
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
            var counts = await writer.WriteAsync(
                batch.Where(found => found.Clerk is not null).Select(RepairOf),
                options.DryRun,
                cancellationToken
            );
            result.Written += counts.Inserted + counts.Updated;
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
            if (await RemoveAsync(id, youngest, options.DryRun, cancellationToken))
            {
                removed.Add(id);
            }
        }

        return removed;
    }

    /// <summary>Writes what Clerk has, while the row is the one that was compared.</summary>
    private ObjectWrite RepairOf(Confirmed<TObject, TRow> finding) =>
        ObjectWrite.Create(mirrored.Table, finding.Clerk!) with
        {
            ComparedRow = finding.Row?.Version ?? ObjectWrite.NoRow,
        };

    /// <summary>Removes a row if Clerk itself says that it does not know the object, and the row stays the same meanwhile.</summary>
    /// <remarks>The row is read anew: an email that a repair has given to another changes rows that were compared before.</remarks>
    private async Task<bool> RemoveAsync(
        string id,
        DateTimeOffset youngest,
        bool isDryRun,
        CancellationToken cancellationToken
    )
    {
        var row = (await mirrored.Rows.FindAsync([id], cancellationToken)).GetValueOrDefault(id);
        if (row is null || row.CreatedAt > youngest || !await IsGoneAsync(row, cancellationToken))
        {
            return false;
        }

        var removal = ObjectWrite.Delete(mirrored.Table, new ClerkId(id), time.GetUtcNow(), []) with
        {
            ComparedRow = row.Version,
        };
        return (await writer.WriteAsync([removal], isDryRun, cancellationToken)).Deleted == 1;
    }

    /// <summary>A list may leave something out for other reasons; an answer about this very one does not.</summary>
    private async Task<bool> IsGoneAsync(TRow row, CancellationToken cancellationToken)
    {
        try
        {
            return await mirrored.IsGoneAsync(row, cancellationToken);
        }
        // Clerk keeps them for when they are switched on again.
        catch (ClerkApiException exception) when (exception.AreOrganizationsOff)
        {
            return false;
        }
    }
}
