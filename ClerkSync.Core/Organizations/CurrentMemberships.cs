using ClerkSync.Core.Database;
using ClerkSync.Core.Objects;

namespace ClerkSync.Core.Organizations;

/// <summary>Decides which of several memberships of one user and organization is current: the newest.</summary>
/// <remarks>
/// A user who leaves and returns has a new membership, and its event may arrive before the deletion of the old one. A transaction that
/// writes a membership locks the names of its user and its organization.
/// </remarks>
internal sealed class CurrentMemberships : ISettlement
{
    /// <summary>A condition: no other membership, in the table or the batch, has the version <c>v</c>'s user and organization.</summary>
    public const string IsAlone = """
        not v.has_rival
            and not exists (
                select from organization_memberships o
                where o.organization_clerk_id = v.organization_clerk_id
                    and o.user_clerk_id = v.user_clerk_id
                    and o.clerk_id <> v.clerk_id
                offset 0)
        """;

    /// <summary>A condition: the version <c>v</c> has the same user and organization as the row <c>r</c>.</summary>
    public const string IsSamePair =
        "r.organization_clerk_id = v.organization_clerk_id and r.user_clerk_id = v.user_clerk_id";

    /// <summary>An expression: whether a contended row stays current until the settlement.</summary>
    public const string StaysCurrent = """
        organization_memberships.is_current
            and organization_memberships.organization_clerk_id = excluded.organization_clerk_id
            and organization_memberships.user_clerk_id = excluded.user_clerk_id
        """;

    /// <summary>Makes the newest remaining membership current if the deleted one in <c>before</c> was.</summary>
    /// <remarks>It joins <c>gone</c>, so a row is deleted before its successor becomes current: the index is unique.</remarks>
    public const string Successors = """
        successors as (
            select distinct on (o.organization_clerk_id, o.user_clerk_id) o.clerk_id
            from gone
            join before b on b.clerk_id = gone.clerk_id and b.is_current
            join organization_memberships o
                on o.organization_clerk_id = b.organization_clerk_id and o.user_clerk_id = b.user_clerk_id
            where not exists (select from before where before.clerk_id = o.clerk_id)
            order by o.organization_clerk_id, o.user_clerk_id,
                o.clerk_updated_at desc, o.clerk_event_at desc, o.clerk_id collate "C" desc
        ),
        promoted as (
            update organization_memberships m
            set is_current = true, updated_at = now()
            from successors
            where m.clerk_id = successors.clerk_id
        )
        """;

    private static readonly string LockOwnersOfRows = NameLocks.AcquireEach(
        """
        organization_memberships m, lateral (values (m.organization_clerk_id), (m.user_clerk_id)) as names (name)
            where m.clerk_id = any($1)
        """
    );

    // Two statements: within one statement, the unique index would still see the old membership and reject the new one.
    private const string Demote = $"""
        with {Newest}
        update organization_memberships m
        set is_current = false, updated_at = now()
        from pairs
        where m.organization_clerk_id = pairs.organization_clerk_id
            and m.user_clerk_id = pairs.user_clerk_id
            and m.is_current
            and not exists (select from newest where newest.clerk_id = m.clerk_id)
        """;

    private const string Promote = $"""
        with {Newest}
        update organization_memberships m
        set is_current = true, updated_at = now()
        from newest
        where m.clerk_id = newest.clerk_id and not m.is_current
        """;

    private const string Newest = """
        pairs as (
            select distinct organization_clerk_id, user_clerk_id
            from unnest($1, $2) as affected (organization_clerk_id, user_clerk_id)
        ),
        newest as (
            select distinct on (organization_clerk_id, user_clerk_id) m.clerk_id
            from pairs join organization_memberships m using (organization_clerk_id, user_clerk_id)
            order by organization_clerk_id, user_clerk_id,
                m.clerk_updated_at desc, m.clerk_event_at desc, m.clerk_id collate "C" desc
        )
        """;

    private readonly List<(string Organization, string User)> _pairs;

    private CurrentMemberships(List<(string Organization, string User)> pairs) => _pairs = pairs;

    /// <summary>Locks the users and organizations of the existing rows, which may be missing from the events.</summary>
    /// <returns>The pairs of user and organization whose current membership may change.</returns>
    public static CurrentMemberships Lock(Pipeline pipeline, IReadOnlyList<ClerkMembership> memberships)
    {
        var current = new CurrentMemberships([.. memberships.Select(m => (m.OrganizationId.Value, m.UserId.Value))]);
        LockOwners(pipeline, Parameter.Each(memberships, membership => membership.Id.Value));
        pipeline.Add(
            "select organization_clerk_id, user_clerk_id from organization_memberships where clerk_id = any($1)",
            row => current._pairs.Add((row.GetString(0), row.GetString(1))),
            Parameter.Each(memberships, membership => membership.Id.Value)
        );
        return current;
    }

    /// <summary>Locks the names of the rows' users and organizations.</summary>
    public static void LockOwners(Pipeline pipeline, Npgsql.NpgsqlParameter ids) =>
        pipeline.Add(LockOwnersOfRows, Pipeline.Ignore, ids);

    public void Report() { }

    public void AddTo(Pipeline pipeline)
    {
        foreach (var sql in new[] { Demote, Promote })
        {
            pipeline.Add(
                sql,
                null,
                Parameter.Each(_pairs, pair => pair.Organization),
                Parameter.Each(_pairs, pair => pair.User)
            );
        }
    }
}
