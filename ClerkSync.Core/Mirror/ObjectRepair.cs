using ClerkSync.Core.ClerkApi;
using ClerkSync.Core.Objects;

namespace ClerkSync.Core.Mirror;

/// <summary>Repairs one kind of object.</summary>
internal sealed class ObjectRepair(Confirmation confirmation, MirrorWriter writer, TimeProvider time)
{
    private const double MostRemovalsShare = 0.01;

    /// <summary>Writes what is missing or different. It removes nothing.</summary>
    /// <param name="doomed">Objects that will be removed. Those of this kind are added.</param>
    public async Task<WrittenObjects> WriteAsync(
        IMirrored mirrored,
        RepairOptions options,
        HashSet<string> doomed,
        Action<int> compared,
        CancellationToken cancellationToken
    )
    {
        var limit = options.MaxRemovals ?? (long)(await mirrored.CountRowsAsync(cancellationToken) * MostRemovalsShare);
        var result = new WrittenObjects(mirrored.TableName, limit);
        await foreach (var batch in confirmation.FindAsync(mirrored, result.Found, compared, cancellationToken))
        {
            result.Found.Add(batch);
            result.Newer += batch.LongCount(found => found.Row?.ClerkUpdatedAt > found.Clerk?.UpdatedAt);
            var counts = await writer.WriteAsync(
                batch.Where(found => found.Clerk is not null).Select(found => RepairOf(mirrored, found)),
                options.DryRun,
                cancellationToken
            );
            result.Written += counts.Inserted + counts.Updated;
            result.AddFailures(counts.Failures);
            foreach (var row in batch.Where(found => found.Clerk is null).Select(found => found.Row!))
            {
                result.AddExtra(row.ClerkId, row.Owners.FirstOrDefault(doomed.Contains));
            }
        }

        doomed.UnionWith(result.ToRemove);
        return result;
    }

    /// <summary>Removes the rows of objects that Clerk does not have.</summary>
    /// <returns>The ids of the rows that were removed, or would be.</returns>
    public async Task<IReadOnlyList<string>> RemoveAsync(
        IMirrored mirrored,
        WrittenObjects written,
        RepairOptions options,
        CancellationToken cancellationToken
    )
    {
        var removed = new List<string>();
        foreach (var id in written.ToRemove)
        {
            var counts = await RemoveAsync(mirrored, id, options, cancellationToken);
            written.AddFailedRemovals(counts.Failures);
            if (counts.Deleted == 1)
            {
                removed.Add(id);
            }
        }

        return removed;
    }

    /// <summary>Writes Clerk's version, if the row is still the one that was compared.</summary>
    private static ObjectWrite RepairOf(IMirrored mirrored, Confirmed finding) =>
        ObjectWrite.Create(mirrored.Table, finding.Clerk!) with
        {
            ComparedRow = finding.Row?.Version ?? ObjectWrite.NoRow,
        };

    /// <summary>Removes a row if Clerk itself says that the object does not exist, and the row does not change meanwhile.</summary>
    /// <remarks>The row is read again, because a repair that reassigns an email changes rows that were compared before.</remarks>
    public async Task<WriteCounts> RemoveAsync(
        IMirrored mirrored,
        string id,
        RepairOptions options,
        CancellationToken cancellationToken
    )
    {
        var youngest = time.GetUtcNow() - options.KeepYoungerThan;
        var row = (await mirrored.FindRowsAsync([id], cancellationToken)).GetValueOrDefault(id);
        if (row is null || row.CreatedAt > youngest || !await IsGoneAsync(mirrored, row, cancellationToken))
        {
            return new WriteCounts(0, 0, 0, []);
        }

        var removal = ObjectWrite.Delete(mirrored.Table, new ClerkId(id), time.GetUtcNow(), []) with
        {
            ComparedRow = row.Version,
        };
        return await writer.WriteAsync([removal], options.DryRun, cancellationToken);
    }

    /// <summary>A list may lack an object for other reasons. An answer about this one object is reliable.</summary>
    private static async Task<bool> IsGoneAsync(IMirrored mirrored, StoredRow row, CancellationToken cancellationToken)
    {
        try
        {
            return await mirrored.IsGoneAsync(row, cancellationToken);
        }
        // Clerk keeps the objects until organizations are enabled again.
        catch (ClerkApiException exception) when (exception.AreOrganizationsOff)
        {
            return false;
        }
    }
}
