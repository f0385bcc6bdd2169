using ClerkSync.Core.Database;
using ClerkSync.Core.Json;
using ClerkSync.Core.Objects;
using Npgsql;

namespace ClerkSync.Core.Organizations;

internal sealed class OrganizationTable : ObjectTable
{
    public override string EventPrefix => "organization";

    protected override string Versions { get; } =
        new VersionStatement
        {
            Table = "organizations",
            Columns =
            [
                "name text",
                "slug text",
                "image_url text",
                "created_by text",
                "max_allowed_memberships bigint",
                "public_metadata jsonb",
                "private_metadata jsonb",
            ],
        }.ToSql();

    protected override string Deletions { get; } =
        new DeletionStatement
        {
            Table = "organizations",
            Delete = "delete from organizations o using before where o.clerk_id = before.clerk_id returning o.clerk_id",
            Effects = $"""
                ,
                ended as (
                    {MembershipTable.DeleteOfOrganizations}
                )
                """,
        }.ToSql();

    public override IClerkVersion Read(ObjectReader json) => ClerkOrganization.Read(json);

    protected override IEnumerable<NpgsqlParameter> VersionParameters(
        IReadOnlyList<ObjectWrite> writes,
        bool isContended
    )
    {
        var organizations = writes.Select(write => (ClerkOrganization)write.Version!).ToList();
        return
        [
            Parameter.Each(organizations, organization => organization.Name),
            Parameter.Each(organizations, organization => organization.Slug),
            Parameter.Each(organizations, organization => organization.ImageUrl),
            Parameter.Each(organizations, organization => organization.CreatedBy),
            Parameter.Each(organizations, organization => organization.MaxAllowedMemberships),
            Parameter.Each(organizations, organization => organization.PublicMetadata),
            Parameter.Each(organizations, organization => organization.PrivateMetadata),
        ];
    }
}
