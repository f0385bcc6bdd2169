using ClerkSync.Core.ClerkApi;
using ClerkSync.Core.Objects;

namespace ClerkSync.Core.Mirror;

/// <summary>Repairs one kind of object.</summary>
internal sealed class ObjectRepair(Confirmation confirmation, MirrorWriter writer, TimeProvider time)
{
    private const double MostRemovalsShare = 0.01;

    /// <summary>Writes what is missing or different. It removes nothing.</summary>
    /// <param name="mirrored">The kind of object.</param>
    /// <param name="options">Its limits.</param>
    /// <param name="doomed">Objects that will be removed; those of this kind are added.</param>
    /// <param name="compared">Told how many objects were compared.</param>
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
            foreach (var row in batch.Where(found => found.Clerk is null).Select(found => found.Row!))
            {
                result.AddExtra(row.ClerkId, row.Owners.FirstOrDefault(doomed.Contains));
            }
        }

        doomed.UnionWith(result.ToRemove);
        return result;
    }

    /// <summary>Removes what Clerk does not know.</summary>
    /// <param name="mirrored">The kind of object.</param>
    /// <param name="written">What <see cref="WriteAsync"/> returned.</param>
    /// <param name="options">Its limits.</param>
    /// <returns>What was removed, or would be.</returns>
    public async Task<IReadOnlyList<string>> RemoveAsync(
        IMirrored mirrored,
        WrittenObjects written,
        RepairOptions options,
        CancellationToken cancellationToken
    )
    {
        var youngest = time.GetUtcNow() - options.SpareYoungerThan;
        var removed = new List<string>();
        foreach (var id in written.ToRemove)
        {
            if (await RemoveAsync(mirrored, id, youngest, options.DryRun, cancellationToken))
            {
                removed.Add(id);
            }
        }

        return removed;
    }

    /// <summary>Writes what Clerk has, while the row is the one that was compared.</summary>
    private static ObjectWrite RepairOf(IMirrored mirrored, Confirmed finding) =>
        ObjectWrite.Create(mirrored.Table, finding.Clerk!) with
        {
            ComparedRow = finding.Row?.Version ?? ObjectWrite.NoRow,
        };

    /// <summary>Removes a row if Clerk itself says that it does not know the object, and the row stays the same meanwhile.</summary>
    /// <remarks>The row is read anew: an email that a repair has given to another changes rows that were compared before.</remarks>
    private async Task<bool> RemoveAsync(
        IMirrored mirrored,
        string id,
        DateTimeOffset youngest,
        bool isDryRun,
        CancellationToken cancellationToken
    )
    {
        var row = (await mirrored.FindRowsAsync([id], cancellationToken)).GetValueOrDefault(id);
        if (row is null || row.CreatedAt > youngest || !await IsGoneAsync(mirrored, row, cancellationToken))
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
    private static async Task<bool> IsGoneAsync(IMirrored mirrored, StoredRow row, CancellationToken cancellationToken)
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
