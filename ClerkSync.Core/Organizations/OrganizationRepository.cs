using ClerkSync.Core.Database;

namespace ClerkSync.Core.Organizations;

/// <summary>The statements that write Clerk's organizations. The caller holds the advisory locks on their ids.</summary>
internal sealed class OrganizationRepository
{
    // Times as numbers, because their text depends on the session's time zone.
    private const string Content = """
        {0}.name, {0}.slug, {0}.image_url, {0}.created_by, {0}.max_allowed_memberships,
        {0}.public_metadata, {0}.private_metadata, extract(epoch from {0}.clerk_created_at)
        """;

    private static readonly string Upsert = $"""
        with versions as (
            select
                id, clerk_id, name, slug, image_url, created_by, max_allowed_memberships,
                public_metadata::jsonb, private_metadata::jsonb, clerk_created_at, clerk_updated_at, clerk_event_at
            from unnest(
                @Ids, @ClerkIds, @Names, @Slugs, @ImageUrls, @CreatedBys, @MaxAllowedMemberships,
                @PublicMetadata, @PrivateMetadata, @CreatedAts, @UpdatedAts, @EventAts
            ) as v (
                id, clerk_id, name, slug, image_url, created_by, max_allowed_memberships,
                public_metadata, private_metadata, clerk_created_at, clerk_updated_at, clerk_event_at)
            where not exists (select from tombstones t where t.clerk_id = v.clerk_id)
        ),
        newest as (
            select distinct on (v.clerk_id) v.*
            from versions v
            order by v.clerk_id, {VersionOrder.NewestFirst("v", "v.clerk_id", Content)}
        )
        insert into organizations (
            id, clerk_id, name, slug, image_url, created_by, max_allowed_memberships,
            public_metadata, private_metadata, clerk_created_at, clerk_updated_at, clerk_event_at)
        select * from newest
        on conflict (clerk_id) do update set
            name = excluded.name,
            slug = excluded.slug,
            image_url = excluded.image_url,
            created_by = excluded.created_by,
            max_allowed_memberships = excluded.max_allowed_memberships,
            public_metadata = excluded.public_metadata,
            private_metadata = excluded.private_metadata,
            clerk_created_at = excluded.clerk_created_at,
            clerk_updated_at = excluded.clerk_updated_at,
            clerk_event_at = {VersionOrder.EventAt("organizations")},
            updated_at = now()
        where {VersionOrder.MayReplace("organizations", Content)}
        returning clerk_id
        """;

    /// <summary>Inserts or updates organizations, each unless it is dead or the row is as new.</summary>
    /// <returns>Those that were written.</returns>
    public async Task<IReadOnlySet<ClerkId>> UpsertAsync(
        WriteTransaction transaction,
        IReadOnlyList<ClerkOrganization> organizations,
        bool isRepair = false
    )
    {
        var written = await transaction.QueryAsync<string>(
            Upsert,
            new
            {
                Ids = organizations.Column(_ => Guid.CreateVersion7()),
                ClerkIds = organizations.Column(organization => organization.Id.Value),
                Names = organizations.Column(organization => organization.Name),
                Slugs = organizations.Column(organization => organization.Slug),
                ImageUrls = organizations.Column(organization => organization.ImageUrl),
                CreatedBys = organizations.Column(organization => organization.CreatedBy),
                MaxAllowedMemberships = organizations.Column(organization => organization.MaxAllowedMemberships),
                PublicMetadata = organizations.Column(organization => organization.PublicMetadata),
                PrivateMetadata = organizations.Column(organization => organization.PrivateMetadata),
                CreatedAts = organizations.Column(organization => organization.CreatedAt),
                UpdatedAts = organizations.Column(organization => organization.UpdatedAt),
                EventAts = organizations.Column(organization => organization.EventAt),
                IsRepair = isRepair,
            }
        );
        return written.ToClerkIds();
    }

    /// <summary>Deletes organizations for ever, with their memberships.</summary>
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
            delete from organization_memberships where organization_clerk_id = any(@ClerkIds);
            delete from organizations where clerk_id = any(@ClerkIds)
            """,
            new { ClerkIds = ids.Column(id => id.Value), DeletedAts = deletedAt.ToArray() }
        );
        return buried.ToClerkIds();
    }
}
