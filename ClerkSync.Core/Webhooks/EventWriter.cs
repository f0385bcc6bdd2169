using ClerkSync.Core.ApiKeys;
using ClerkSync.Core.Database;
using ClerkSync.Core.Organizations;
using ClerkSync.Core.Users;

namespace ClerkSync.Core.Webhooks;

/// <summary>Writes what a batch of events asks for. Deletions come first: nothing outlives them.</summary>
internal sealed class EventWriter(
    UserRepository users,
    OrganizationRepository organizations,
    MembershipRepository memberships,
    SignUpKeys signUpKeys,
    ClerkSyncSettings settings
)
{
    /// <summary>Takes the locks on all that the events may change.</summary>
    /// <returns>The emails whose holder may change.</returns>
    public async Task<LockedEmails> LockAsync(WriteTransaction transaction, IEnumerable<ClerkEvent> events)
    {
        var all = events.ToList();
        ClerkId[] ids = [.. all.SelectMany(Touched).Distinct()];
        return ids.Length == 0
            ? LockedEmails.None
            : await users.LockAsync(transaction, ids, [.. all.OfType<ClerkEvent.UserChanged>().Select(e => e.User)]);
    }

    /// <summary>Writes the events.</summary>
    /// <param name="transaction">Holds the locks on all of it.</param>
    /// <param name="events">Those that were claimed.</param>
    /// <param name="emails">What <see cref="LockAsync"/> returned.</param>
    public async Task<EventEffect> WriteAsync(
        WriteTransaction transaction,
        IEnumerable<ClerkEvent> events,
        LockedEmails emails
    )
    {
        var effect = new EventEffect();
        var all = events.ToList();
        foreach (var deletions in all.OfType<ClerkEvent.Deleted>().DistinctBy(d => d.Id).GroupBy(d => d.Kind))
        {
            await DeleteAsync(transaction, deletions.Key, [.. deletions], emails, effect);
        }

        await WriteAsync(
            [.. all.OfType<ClerkEvent.UserChanged>().Select(change => change.User)],
            async versions =>
            {
                var upserted = await users.UpsertAsync(transaction, versions, emails);
                await signUpKeys.MakeAsync(transaction, upserted.Inserted);
                effect.AddWithoutTheirEmail(upserted.WithoutTheirEmail);
                return upserted.Written;
            },
            user => user.Id,
            user => (user.UpdatedAt, user.EventAt),
            effect
        );
        await WriteAsync(
            [.. all.OfType<ClerkEvent.OrganizationChanged>().Select(change => change.Organization)],
            versions => organizations.UpsertAsync(transaction, versions),
            organization => organization.Id,
            organization => (organization.UpdatedAt, organization.EventAt),
            effect
        );
        await WriteAsync(
            [.. all.OfType<ClerkEvent.MembershipChanged>().Select(change => change.Membership)],
            versions => memberships.UpsertAsync(transaction, versions),
            membership => membership.Id,
            membership => (membership.UpdatedAt, membership.EventAt),
            effect
        );
        return effect;
    }

    private IEnumerable<ClerkId> Touched(ClerkEvent clerkEvent) =>
        // The deletion of a user removes the payloads about that user, so that one that is kept has to wait for it.
        settings.KeepPayloads == PayloadRetention.All
        && clerkEvent.UserId is { } userId
            ? WrittenBy(clerkEvent).Append(userId)
            : WrittenBy(clerkEvent);

    private static IEnumerable<ClerkId> WrittenBy(ClerkEvent clerkEvent) =>
        clerkEvent switch
        {
            ClerkEvent.UserChanged { User: var user } => [user.Id],
            ClerkEvent.OrganizationChanged { Organization: var organization } => [organization.Id],
            ClerkEvent.MembershipChanged { Membership: var m } => [m.Id, m.OrganizationId, m.UserId],
            ClerkEvent.Deleted deletion => [deletion.Id, .. deletion.Owners],
            _ => [],
        };

    private static async Task WriteAsync<T>(
        IReadOnlyList<T> versions,
        Func<IReadOnlyList<T>, Task<IReadOnlySet<ClerkId>>> upsert,
        Func<T, ClerkId> id,
        Func<T, (DateTimeOffset, DateTimeOffset)> order,
        EventEffect effect
    )
    {
        if (versions.Count == 0)
        {
            return;
        }

        var written = await upsert(versions);
        foreach (var version in versions.Where(version => written.Contains(id(version))).GroupBy(id))
        {
            effect.AddWritten(version.Key, version.Max(order));
        }
    }

    private async Task DeleteAsync(
        WriteTransaction transaction,
        ClerkEvent.DeletedKind kind,
        IReadOnlyList<ClerkEvent.Deleted> deletions,
        LockedEmails emails,
        EventEffect effect
    )
    {
        ClerkId[] ids = [.. deletions.Select(deletion => deletion.Id)];
        DateTimeOffset[] deletedAt = [.. deletions.Select(deletion => deletion.DeletedAt)];
        switch (kind)
        {
            case ClerkEvent.DeletedKind.User:
                var deleted = await users.DeleteAsync(transaction, ids, deletedAt, emails);
                await memberships.EndOfUsersAsync(transaction, ids);
                effect.AddDeletedUsers(ids, deleted);
                break;
            case ClerkEvent.DeletedKind.Organization:
                effect.AddBuried(await organizations.DeleteAsync(transaction, ids, deletedAt));
                break;
            case ClerkEvent.DeletedKind.Membership:
                effect.AddBuried(await memberships.DeleteAsync(transaction, ids, deletedAt));
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(kind));
        }
    }
}
