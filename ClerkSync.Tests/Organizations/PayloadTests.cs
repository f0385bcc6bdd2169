using System.Text.Json;
using ClerkSync.Core.Json;
using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.Organizations;

public sealed class PayloadTests
{
    [Fact]
    public void Clerks_example_of_an_organization_is_read()
    {
        var json = Examples.Read("organization.updated")["data"].Deserialize(ClerkJson.Default.OrganizationPayload);

        Assert.Equal("Acme Corp Updated", json!.Name);
        Assert.Equal("acme-corp-updated", json.Slug);
        Assert.Equal("https://img.clerk.com/yyyyyy", json.ImageUrl);
        Assert.Equal("user_2g7np7Hrk0SN6kj5EDMLDaKNL0S", json.CreatedBy);
        Assert.Equal(10, json.MaxAllowedMemberships);
        Assert.Equal("ORG-123", json.PrivateMetadata.GetProperty("internal_id").GetString());
        Assert.Equal(1716883500000, json.UpdatedAt.ToUnixTimeMilliseconds());
    }

    [Fact]
    public void Clerks_example_of_a_membership_is_read()
    {
        var json = Examples
            .Read("organizationMembership.created")["data"]
            .Deserialize(ClerkJson.Default.MembershipPayload);

        Assert.Equal("orgmem_2g7np7Hrk0SN6kj5EDMLDaKNL0S", json!.Id.Value);
        Assert.Equal("org_2g7np7Hrk0SN6kj5EDMLDaKNL0S", json.Organization.Id.Value);
        Assert.Equal("user_2h8op3Isl1QR7tKu5FGNfaLKEoU", json.PublicUserData!.UserId.Value);
        Assert.Equal("org:member", json.Role);
        Assert.Equal(["org:posts:read", "org:posts:write"], json.Permissions);
    }
}
