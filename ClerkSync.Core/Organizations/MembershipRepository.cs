using ClerkSync.Core.Database;

namespace ClerkSync.Core.Organizations;

/// <summary>
/// The statements that write Clerk's memberships. The caller holds the advisory locks on each one's own id, its user's and its
/// organization's.
/// </summary>
internal sealed class MembershipRepository
{
    // The id is a part of it: two memberships of one user and organization are compared too.
    // Times as numbers, because their text depends on the session's time zone.
    private const string Content = """
        {0}.clerk_id, {0}.role, {0}.permissions, {0}.public_metadata, {0}.private_metadata,
        extract(epoch from {0}.clerk_created_at)
        """;

    private static readonly string Newest = $"""
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
            select distinct on (v.organization_clerk_id, v.user_clerk_id) v.*
            from versions v
            order by v.organization_clerk_id, v.user_clerk_id, {VersionOrder.NewestFirst(
            "v",
            "v.organization_clerk_id, v.user_clerk_id",
            Content
        )}
        )
        """;

    /// <remarks>Whoever leaves and comes back has a new membership: first the older one of the two makes room.</remarks>
    private static readonly string Upsert = $"""
        {Newest}
        delete from organization_memberships m
        using newest n
        where m.organization_clerk_id = n.organization_clerk_id
            and m.user_clerk_id = n.user_clerk_id
            and m.clerk_id <> n.clerk_id
            and (@IsRepair or {VersionOrder.IsNewer("n", "m", Content)});

        {Newest}
        insert into organization_memberships (
            id, clerk_id, organization_clerk_id, user_clerk_id, role, permissions,
            public_metadata, private_metadata, clerk_created_at, clerk_updated_at, clerk_event_at)
        select n.*
        from newest n
        where not exists (
            select from organization_memberships m
            where m.organization_clerk_id = n.organization_clerk_id
                and m.user_clerk_id = n.user_clerk_id
                and m.clerk_id <> n.clerk_id)
        on conflict (clerk_id) do update set
            organization_clerk_id = excluded.organization_clerk_id,
            user_clerk_id = excluded.user_clerk_id,
            role = excluded.role,
            permissions = excluded.permissions,
            public_metadata = excluded.public_metadata,
            private_metadata = excluded.private_metadata,
            clerk_created_at = excluded.clerk_created_at,
            clerk_updated_at = excluded.clerk_updated_at,
            clerk_event_at = excluded.clerk_event_at,
            updated_at = now()
        where @IsRepair or {VersionOrder.IsNewer("excluded", "organization_memberships", Content)}
        returning clerk_id
        """;

    /// <summary>
    /// Inserts or updates memberships, each unless it, its user or its organization is dead, or a row of the same user and
    /// organization is as new.
    /// </summary>
    /// <returns>Those that were written.</returns>
    public async Task<IReadOnlySet<ClerkId>> UpsertAsync(
        WriteTransaction transaction,
        IReadOnlyList<ClerkMembership> memberships,
        bool isRepair = false
    )
    {
        var written = await transaction.QueryAsync<string>(
            Upsert,
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

    /// <summary>Deletes memberships for ever.</summary>
    /// <returns>Those that had no tombstone before.</returns>
    public async Task<IReadOnlySet<ClerkId>> DeleteAsync(
        WriteTransaction transaction,
        IReadOnlyList<ClerkId> ids,
        IReadOnlyList<DateTimeOffset> deletedAt,
        bool isRepair = false
    )
    {
        var buried = await transaction.QueryAsync<string>(
            $"""
            {(isRepair ? Tombstones.InsertByRepair : Tombstones.Insert)};
            delete from organization_memberships where clerk_id = any(@ClerkIds)
            """,
            new { ClerkIds = ids.Column(id => id.Value), DeletedAts = deletedAt.ToArray() }
        );
        return buried.ToClerkIds();
    }

    /// <summary>Ends the memberships of users who are deleted; their tombstones keep late ones away.</summary>
    public Task EndOfUsersAsync(WriteTransaction transaction, IReadOnlyList<ClerkId> users) =>
        transaction.ExecuteAsync(
            "delete from organization_memberships where user_clerk_id = any(@UserIds)",
            new { UserIds = users.Column(id => id.Value) }
        );
}
