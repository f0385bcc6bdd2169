using ClerkSync.Core.Database;
using Dapper;

namespace ClerkSync.Core.Organizations;

/// <summary>
/// The statements that write Clerk's memberships. The caller holds the advisory locks on each one's own id, its user's and its
/// organization's.
/// </summary>
internal sealed class MembershipRepository
{
    // Times as numbers, because their text depends on the session's time zone.
    private const string Content = """
        {0}.role, {0}.permissions, {0}.public_metadata, {0}.private_metadata, extract(epoch from {0}.clerk_created_at)
        """;

    /// <remarks>
    /// A membership that no other one of its user and organization rivals is current at once; the others are left to <see cref="Settle"/>.
    /// </remarks>
    private static readonly string Upsert = $"""
        with versions as (
            select
                id, clerk_id, organization_clerk_id, user_clerk_id, role, permissions::jsonb,
                public_metadata::jsonb, private_metadata::jsonb, clerk_created_at, clerk_updated_at, clerk_event_at
            from unnest(
                @Ids, @ClerkIds, @OrganizationIds, @UserIds, @Roles, @Permissions,
                @PublicMetadata, @PrivateMetadata, @CreatedAts, @UpdatedAts, @EventAts
            ) as v (
                id, clerk_id, organization_clerk_id, user_clerk_id, role, permissions,
                public_metadata, private_metadata, clerk_created_at, clerk_updated_at, clerk_event_at)
            where not exists (
                select from tombstones t where t.clerk_id in (v.clerk_id, v.organization_clerk_id, v.user_clerk_id))
        ),
        newest as (
            select distinct on (v.clerk_id) v.*
            from versions v
            order by v.clerk_id, {VersionOrder.NewestFirst("v", "v.clerk_id", Content)}
        )
        insert into organization_memberships (
            id, clerk_id, organization_clerk_id, user_clerk_id, role, permissions,
            public_metadata, private_metadata, clerk_created_at, clerk_updated_at, clerk_event_at, is_current)
        select
            n.*,
            count(*) over (partition by n.organization_clerk_id, n.user_clerk_id) = 1
            and not exists (
                select from organization_memberships m
                where m.organization_clerk_id = n.organization_clerk_id
                    and m.user_clerk_id = n.user_clerk_id
                    and m.clerk_id <> n.clerk_id)
        from newest n
        on conflict (clerk_id) do update set
            organization_clerk_id = excluded.organization_clerk_id,
            user_clerk_id = excluded.user_clerk_id,
            role = excluded.role,
            permissions = excluded.permissions,
            public_metadata = excluded.public_metadata,
            private_metadata = excluded.private_metadata,
            clerk_created_at = excluded.clerk_created_at,
            clerk_updated_at = excluded.clerk_updated_at,
            clerk_event_at = {VersionOrder.EventAt("organization_memberships")},
            is_current = excluded.is_current
                or organization_memberships.is_current
                and organization_memberships.organization_clerk_id = excluded.organization_clerk_id
                and organization_memberships.user_clerk_id = excluded.user_clerk_id,
            updated_at = now()
        where {VersionOrder.MayReplace("organization_memberships", Content)}
        returning clerk_id
        """;

    private const string Current = """
        pairs as (
            select distinct organization_clerk_id, user_clerk_id
            from unnest(@OrganizationIds, @UserIds) as affected (organization_clerk_id, user_clerk_id)
        ),
        current as (
            select distinct on (organization_clerk_id, user_clerk_id) m.clerk_id
            from pairs join organization_memberships m using (organization_clerk_id, user_clerk_id)
            order by organization_clerk_id, user_clerk_id,
                m.clerk_updated_at desc, m.clerk_event_at desc, m.clerk_id collate "C" desc
        )
        """;

    /// <summary>Makes the newest membership of each user and organization the current one, and no other.</summary>
    /// <remarks>Two statements: in one, the index would still see the old one and refuse the new one.</remarks>
    private const string Settle = $"""
        with {Current}
        update organization_memberships m
        set is_current = false, updated_at = now()
        from pairs
        where m.organization_clerk_id = pairs.organization_clerk_id
            and m.user_clerk_id = pairs.user_clerk_id
            and m.is_current
            and not exists (select from current where current.clerk_id = m.clerk_id);

        with {Current}
        update organization_memberships m
        set is_current = true, updated_at = now()
        from current
        where m.clerk_id = current.clerk_id and not m.is_current
        """;

    /// <summary>
    /// Inserts or updates memberships, each unless it, its user or its organization is deleted or the row is as new, and settles which
    /// one of each user and organization is current.
    /// </summary>
    /// <returns>Those that were written.</returns>
    public async Task<IReadOnlySet<ClerkId>> UpsertAsync(
        WriteTransaction transaction,
        IReadOnlyList<ClerkMembership> memberships,
        bool isRepair = false
    )
    {
        var written = await transaction.QueryAsync<string>(
            $"{Upsert}; {Settle}",
            new
            {
                Ids = memberships.Column(_ => Guid.CreateVersion7()),
                ClerkIds = memberships.Column(membership => membership.Id.Value),
                OrganizationIds = memberships.Column(membership => membership.OrganizationId.Value),
                UserIds = memberships.Column(membership => membership.UserId.Value),
                Roles = memberships.Column(membership => membership.Role),
                Permissions = memberships.Column(membership => membership.Permissions),
                PublicMetadata = memberships.Column(membership => membership.PublicMetadata),
                PrivateMetadata = memberships.Column(membership => membership.PrivateMetadata),
                CreatedAts = memberships.Column(membership => membership.CreatedAt),
                UpdatedAts = memberships.Column(membership => membership.UpdatedAt),
                EventAts = memberships.Column(membership => membership.EventAt),
                IsRepair = isRepair,
            }
        );
        return written.ToClerkIds();
    }

    /// <summary>Deletes memberships for ever, and makes the newest one that is left of the same user and organization current.</summary>
    /// <returns>Those that had no tombstone before.</returns>
    public async Task<IReadOnlySet<ClerkId>> DeleteAsync(
        WriteTransaction transaction,
        IReadOnlyList<ClerkId> ids,
        IReadOnlyList<DateTimeOffset> deletedAt,
        bool isRepair = false
    )
    {
        using var results = await transaction.QueryMultipleAsync(
            $"""
            {(isRepair ? Tombstones.InsertByRepair : Tombstones.Insert)};
            delete from organization_memberships where clerk_id = any(@ClerkIds)
            returning organization_clerk_id, user_clerk_id
            """,
            new { ClerkIds = ids.Column(id => id.Value), DeletedAts = deletedAt.ToArray() }
        );
        var buried = await results.ReadAsync<string>();
        var pairs = (await results.ReadAsync<(string Organization, string User)>()).AsList();
        if (pairs.Count > 0)
        {
            // A deletion may have told no more than an id. Where it told all, these locks are held already.
            string[] owners = [.. pairs.SelectMany(pair => (string[])[pair.Organization, pair.User])];
            await AdvisoryLocks.AcquireAsync(transaction, owners.Select(owner => new ClerkId(owner)));
            await transaction.ExecuteAsync(
                Settle,
                new
                {
                    OrganizationIds = pairs.Column(pair => pair.Organization),
                    UserIds = pairs.Column(pair => pair.User),
                }
            );
        }

        return buried.ToClerkIds();
    }

    /// <summary>Ends the memberships of users who are deleted; their tombstones keep late ones away.</summary>
    public Task EndOfUsersAsync(WriteTransaction transaction, IReadOnlyList<ClerkId> users) =>
        transaction.ExecuteAsync(
            "delete from organization_memberships where user_clerk_id = any(@UserIds)",
            new { UserIds = users.Column(id => id.Value) }
        );
}
