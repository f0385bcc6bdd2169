using ClerkSync.Cli.Trigger;
using ClerkSync.Core.Objects;
using ClerkSync.Core.Organizations;
using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.Organizations;

public sealed class PayloadTests
{
    [Fact]
    public void Example_of_an_organization_is_read()
    {
        var organization = Assert.IsType<ClerkOrganization>(Read("organization.updated"));

        Assert.Equal("Acme Corp Updated", organization.Name);
        Assert.Equal("acme-corp-updated", organization.Slug);
        Assert.Equal("https://img.clerk.com/yyyyyy", organization.ImageUrl);
        Assert.Equal("user_2g7np7Hrk0SN6kj5EDMLDaKNL0S", organization.CreatedBy);
        Assert.Equal(10, organization.MaxAllowedMemberships);
        Assert.Contains("ORG-123", organization.PrivateMetadata, StringComparison.Ordinal);
        Assert.Equal(1716883500000, organization.UpdatedAt.ToUnixTimeMilliseconds());
    }

    [Fact]
    public void Example_of_a_membership_is_read()
    {
        var membership = Assert.IsType<ClerkMembership>(Read("organizationMembership.created"));

        Assert.Equal("orgmem_2g7np7Hrk0SN6kj5EDMLDaKNL0S", membership.Id.Value);
        Assert.Equal("org_2g7np7Hrk0SN6kj5EDMLDaKNL0S", membership.OrganizationId.Value);
        Assert.Equal("user_2h8op3Isl1QR7tKu5FGNfaLKEoU", membership.UserId.Value);
        Assert.Equal("org:member", membership.Role);
        Assert.Equal("""["org:posts:read","org:posts:write"]""", membership.Permissions);
    }

    private static IClerkVersion? Read(string type) => Events.Read(Examples.Get(type)).Write.Version;
}
