using ClerkSync.Core.ClerkApi;
using ClerkSync.Core.Database;
using ClerkSync.Core.Organizations;
using ClerkSync.Core.Users;
using ClerkSync.Core.Webhooks;

namespace ClerkSync.Core.Mirror;

/// <summary>Puts users right, each only while its row is the one that was compared.</summary>
internal sealed class UserRepair(
    DatabaseWriter writer,
    UserRepository users,
    MembershipRepository memberships,
    DeliveryLog deliveryLog,
    ClerkApiClient clerk,
    TimeProvider time
)
{
    private const int MostRows = 128;

    /// <summary>Writes what Clerk has, whatever version the row says it is.</summary>
    /// <returns>How many rows were written.</returns>
    public async Task<long> WriteAsync(IReadOnlyList<Confirmed> findings, CancellationToken cancellationToken)
    {
        long written = 0;
        foreach (var chunk in findings.Chunk(MostRows))
        {
            await writer.WriteSplittingAsync(chunk, WriteAsync, count => written += count, cancellationToken);
        }

        return written;
    }

    /// <summary>Removes users of whom Clerk itself says that it does not know them.</summary>
    /// <returns>How many rows were removed.</returns>
    public async Task<long> RemoveAsync(
        IReadOnlyList<Confirmed> extra,
        TimeSpan spareYoungerThan,
        CancellationToken cancellationToken
    )
    {
        var youngest = time.GetUtcNow() - spareYoungerThan;
        long removed = 0;
        foreach (var row in extra.Select(confirmed => confirmed.Row!).Where(row => row.CreatedAt <= youngest))
        {
            // A list may leave somebody out for other reasons; a 404 for this very id does not.
            if (await clerk.FindUserAsync(new ClerkId(row.ClerkId), cancellationToken) is null)
            {
                await writer.WriteSplittingAsync(
                    [row],
                    (transaction, _) => RemoveAsync(transaction, row),
                    count => removed += count,
                    cancellationToken
                );
            }
        }

        return removed;
    }

    private async Task<long> WriteAsync(WriteTransaction transaction, IReadOnlyList<Confirmed> findings)
    {
        ClerkUser[] all = [.. findings.Select(finding => finding.User!)];
        ClerkId[] ids = [.. all.Select(user => user.Id)];
        var emails = await users.LockAsync(transaction, ids, all);
        var unchanged = await users.FindUnchangedAsync(
            transaction,
            [.. findings.Select(f => f.Row).OfType<StoredUser>()]
        );
        await users.LiftTombstonesAsync(transaction, ids);
        var missing = findings.Where(f => f.Row is null).Select(f => f.User!).ToList();
        var different = findings
            .Where(f => f.Row is { } row && unchanged.Contains(row.ClerkId))
            .Select(f => f.User!)
            .ToList();
        var inserted = await users.UpsertAsync(transaction, missing, emails);
        var updated = await users.UpsertAsync(transaction, different, emails, isRepair: true);
        return inserted.Written.Count + updated.Written.Count;
    }

    private async Task<long> RemoveAsync(WriteTransaction transaction, StoredUser row)
    {
        ClerkId[] ids = [new(row.ClerkId)];
        var emails = await users.LockAsync(transaction, ids, []);
        if ((await users.FindUnchangedAsync(transaction, [row])).Count == 0)
        {
            return 0;
        }

        await users.DeleteAsync(transaction, ids, [time.GetUtcNow()], emails, isRepair: true);
        await memberships.EndOfUsersAsync(transaction, ids);
        await deliveryLog.ForgetPayloadsAsync(transaction, ids);
        return 1;
    }
}
