using System.Text;
using ClerkSync.Core.Webhooks;
using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.Organizations;

public sealed class PayloadTests
{
    [Fact]
    public void Clerks_example_of_an_organization_is_read()
    {
        var organization = Assert.IsType<ClerkEvent.OrganizationChanged>(Read("organization.updated")).Organization;

        Assert.Equal("Acme Corp Updated", organization.Name);
        Assert.Equal("acme-corp-updated", organization.Slug);
        Assert.Equal("https://img.clerk.com/yyyyyy", organization.ImageUrl);
        Assert.Equal("user_2g7np7Hrk0SN6kj5EDMLDaKNL0S", organization.CreatedBy);
        Assert.Equal(10, organization.MaxAllowedMemberships);
        Assert.Contains("ORG-123", organization.PrivateMetadata, StringComparison.Ordinal);
        Assert.Equal(1716883500000, organization.UpdatedAt.ToUnixTimeMilliseconds());
    }

    [Fact]
    public void Clerks_example_of_a_membership_is_read()
    {
        var membership = Assert.IsType<ClerkEvent.MembershipChanged>(Read("organizationMembership.created")).Membership;

        Assert.Equal("orgmem_2g7np7Hrk0SN6kj5EDMLDaKNL0S", membership.Id.Value);
        Assert.Equal("org_2g7np7Hrk0SN6kj5EDMLDaKNL0S", membership.OrganizationId.Value);
        Assert.Equal("user_2h8op3Isl1QR7tKu5FGNfaLKEoU", membership.UserId.Value);
        Assert.Equal("org:member", membership.Role);
        Assert.Equal("""["org:posts:read","org:posts:write"]""", membership.Permissions);
    }

    private static ClerkEvent Read(string type) =>
        ClerkEvent.Read(Encoding.UTF8.GetBytes(Examples.Read(type).ToJsonString()), DateTimeOffset.UnixEpoch);
}
