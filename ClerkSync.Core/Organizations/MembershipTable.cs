using ClerkSync.Core.Database;
using ClerkSync.Core.Json;
using ClerkSync.Core.Objects;
using Npgsql;

namespace ClerkSync.Core.Organizations;

/// <summary>The table <c>organization_memberships</c>. <see cref="CurrentMemberships"/> decides which one of a pair is current.</summary>
internal sealed class MembershipTable : ObjectTable
{
    /// <summary>Deletes the memberships of the users in <c>buried</c>, whose tombstones make later ones stale.</summary>
    public const string DeleteOfUsers =
        "delete from organization_memberships m using buried where m.user_clerk_id = buried.clerk_id";

    /// <summary>Deletes the memberships of the organizations in <c>buried</c>.</summary>
    public const string DeleteOfOrganizations =
        "delete from organization_memberships m using buried where m.organization_clerk_id = buried.clerk_id";

    private static readonly VersionStatement Uncontended = new()
    {
        Table = "organization_memberships",
        Columns =
        [
            "organization_clerk_id text",
            "user_clerk_id text",
            "role text",
            "permissions jsonb",
            "public_metadata jsonb",
            "private_metadata jsonb",
        ],
        Owners = ["organization_clerk_id", "user_clerk_id"],
        Inputs = ["has_rival boolean"],
        Inserted = ["is_current = true"],
        InsertIf = CurrentMemberships.IsAlone,
        UpdateIf = $"{CurrentMemberships.IsSamePair} and r.is_current and {CurrentMemberships.IsAlone}",
    };

    private static readonly VersionStatement Contended = Uncontended with
    {
        Inserted = ["is_current = false"],
        Updated = [$"is_current = {CurrentMemberships.StaysCurrent}"],
        InsertIf = "true",
        UpdateIf = "true",
    };

    public override string EventPrefix => "organizationMembership";

    protected override string Versions { get; } = Uncontended.ToSql();

    protected override string ContendedVersions { get; } = Contended.ToSql();

    protected override string Deletions { get; } =
        new DeletionStatement
        {
            Table = "organization_memberships",
            Delete = """
                delete from organization_memberships m using before where m.clerk_id = before.clerk_id returning m.clerk_id
                """,
            Effects = $"""
                ,
                {CurrentMemberships.Successors}
                """,
        }.ToSql();

    public override IClerkVersion? Read(ObjectReader json) => ClerkMembership.Read(json);

    public override IReadOnlyList<ClerkId> OwnersOf(IClerkVersion version) =>
        version is ClerkMembership membership ? [membership.OrganizationId, membership.UserId] : [];

    public override IReadOnlyList<ClerkId> ReadOwners(ObjectReader json) =>
        [
            .. new[]
            {
                json.FindObject("organization")?.FindId("id"),
                json.FindObject("public_user_data")?.FindId("user_id"),
            }.OfType<ClerkId>(),
        ];

    public override ISettlement AddContendedLocks(Pipeline pipeline, IReadOnlyList<ObjectWrite> writes) =>
        CurrentMemberships.Lock(pipeline, [.. writes.Select(write => (ClerkMembership)write.Version!)]);

    /// <summary>Also locks the row's user and organization, because a deletion event may have only the membership's id.</summary>
    public override void AddDeletions(
        Pipeline pipeline,
        IReadOnlyList<ObjectWrite> writes,
        Action<ObjectWrite, WriteOutcome> answer
    )
    {
        CurrentMemberships.LockOwners(pipeline, Parameter.Each(writes, write => write.Id.Value));
        base.AddDeletions(pipeline, writes, answer);
    }

    protected override IEnumerable<NpgsqlParameter> VersionParameters(
        IReadOnlyList<ObjectWrite> writes,
        bool isContended
    )
    {
        var memberships = writes.Select(write => (ClerkMembership)write.Version!).ToList();
        var rivals = FindRepeated(memberships.Select(membership => (membership.OrganizationId, membership.UserId)));
        return
        [
            Parameter.Each(memberships, membership => rivals.Contains((membership.OrganizationId, membership.UserId))),
            Parameter.Each(memberships, membership => membership.OrganizationId.Value),
            Parameter.Each(memberships, membership => membership.UserId.Value),
            Parameter.Each(memberships, membership => membership.Role),
            Parameter.Each(memberships, membership => membership.Permissions),
            Parameter.Each(memberships, membership => membership.PublicMetadata),
            Parameter.Each(memberships, membership => membership.PrivateMetadata),
        ];
    }
}
