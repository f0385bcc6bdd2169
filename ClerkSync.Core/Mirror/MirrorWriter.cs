using ClerkSync.Core.ClerkApi;
using ClerkSync.Core.Database;

namespace ClerkSync.Core.Mirror;

/// <summary>Writes and removes one kind of object as Clerk's API says, with the very statements of the webhooks.</summary>
internal sealed class MirrorWriter<TObject, TRow>(
    IMirrored<TObject, TRow> mirrored,
    DatabaseWriter writer,
    TimeProvider time
)
    where TObject : class, IClerkVersion
    where TRow : class, IStoredRow
{
    // A lock for each row and email must fit into Postgres's lock table, and the more keys, the more others wait.
    private const int MostRows = 128;

    public IMirrored<TObject, TRow> Mirrored => mirrored;

    /// <summary>Writes objects that are newer than their rows and not dead.</summary>
    public async Task WriteAsync(IReadOnlyList<TObject> objects, CancellationToken cancellationToken)
    {
        foreach (var chunk in objects.Chunk(MostRows))
        {
            await writer.WriteSplittingAsync(
                chunk,
                async (transaction, part) =>
                {
                    var emails = await mirrored.LockAsync(transaction, [.. part.Select(clerk => clerk.Id)], part);
                    return await mirrored.UpsertAsync(transaction, part, emails, isRepair: false);
                },
                _ => { },
                cancellationToken
            );
        }
    }

    /// <summary>Writes what Clerk has, whatever version the row says it is, each only while its row is the one that was compared.</summary>
    /// <returns>How many rows were written, or would be.</returns>
    public async Task<long> RepairAsync(
        IReadOnlyList<Confirmed<TObject, TRow>> findings,
        bool isDryRun,
        CancellationToken cancellationToken
    )
    {
        long written = 0;
        foreach (var chunk in findings.Chunk(MostRows))
        {
            await writer.WriteSplittingAsync(
                chunk,
                (transaction, part) => TryOutIf(isDryRun, transaction, () => RepairAsync(transaction, part)),
                count => written += count,
                cancellationToken
            );
        }

        return written;
    }

    /// <summary>Removes a row if Clerk itself says that it does not know the object, and the row stays the same meanwhile.</summary>
    /// <param name="id">Which.</param>
    /// <param name="youngest">Rows that were inserted later stay.</param>
    /// <param name="isDryRun">Whether the row stays all the same.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <remarks>The row is read anew: an email that a repair has given to another changes rows that were compared before.</remarks>
    public async Task<bool> RemoveAsync(
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

        var isRemoved = false;
        await writer.WriteSplittingAsync(
            [row],
            (transaction, _) => TryOutIf(isDryRun, transaction, () => RemoveAsync(transaction, row)),
            removed => isRemoved = removed,
            cancellationToken
        );
        return isRemoved;
    }

    /// <summary>Writes, and for a dry run takes it back: what the very statements would refuse is refused then too.</summary>
    private static async Task<T> TryOutIf<T>(bool isDryRun, WriteTransaction transaction, Func<Task<T>> write)
    {
        if (!isDryRun)
        {
            return await write();
        }

        await transaction.ExecuteAsync("savepoint dry_run", new { });
        var result = await write();
        await transaction.ExecuteAsync("rollback to savepoint dry_run", new { });
        return result;
    }

    private async Task<int> RepairAsync(WriteTransaction transaction, IReadOnlyList<Confirmed<TObject, TRow>> findings)
    {
        TObject[] all = [.. findings.Select(finding => finding.Clerk!)];
        ClerkId[] ids = [.. all.Select(clerk => clerk.Id)];
        var emails = await mirrored.LockAsync(transaction, ids, all);
        var unchanged = await mirrored.Rows.FindUnchangedAsync(
            transaction,
            [.. findings.Select(finding => finding.Row).OfType<TRow>()]
        );
        await Tombstones.LiftThoseByRepairAsync(transaction, ids);
        TObject[] missing = [.. findings.Where(finding => finding.Row is null).Select(finding => finding.Clerk!)];
        TObject[] different =
        [
            .. findings
                .Where(finding => finding.Row is { } row && unchanged.Contains(row.ClerkId))
                .Select(finding => finding.Clerk!),
        ];
        return await mirrored.UpsertAsync(transaction, missing, emails, isRepair: false)
            + await mirrored.UpsertAsync(transaction, different, emails, isRepair: true);
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

    private async Task<bool> RemoveAsync(WriteTransaction transaction, TRow row)
    {
        var id = new ClerkId(row.ClerkId);
        var emails = await mirrored.LockAsync(transaction, [id], []);
        if ((await mirrored.Rows.FindUnchangedAsync(transaction, [row])).Count == 0)
        {
            return false;
        }

        await mirrored.DeleteAsync(transaction, id, emails, time.GetUtcNow());
        return true;
    }
}
