using ClerkSync.Core.Database;

namespace ClerkSync.Core.Organizations;

internal sealed class MembershipReader(DatabaseReader database)
{
    /// <summary>Returns all memberships of a user, including those that are not current.</summary>
    public Task<IReadOnlyList<PersonMembership>> ListAsync(ClerkId user, CancellationToken cancellationToken) =>
        database.QueryAsync<PersonMembership>(
            """
            select m.clerk_id, m.organization_clerk_id, o.name as organization_name, m.role, m.is_current
            from organization_memberships m
            left join organizations o on o.clerk_id = m.organization_clerk_id
            where m.user_clerk_id = @ClerkId
            order by m.is_current desc, m.organization_clerk_id, m.clerk_id
            """,
            new { ClerkId = user.Value },
            cancellationToken
        );
}

/// <summary>A membership of a user.</summary>
internal sealed record PersonMembership
{
    public required string ClerkId { get; init; }
    public required string OrganizationClerkId { get; init; }

    /// <summary>Null when the organization has no row or no name.</summary>
    public string? OrganizationName { get; init; }

    public string? Role { get; init; }
    public required bool IsCurrent { get; init; }
}
