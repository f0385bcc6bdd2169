using ClerkSync.Core.Sessions;

namespace ClerkSync.Tests.Sessions;

/// <summary>The permissions of version 2 tokens, expanded as Clerk's own SDK expands them.</summary>
public sealed class PermissionTests
{
    [Theory]
    [InlineData("o:impersonation", "read,manage", "3", "impersonation:read impersonation:manage")]
    [InlineData("o:a,o:b", "read,manage", "1,3", "a:read b:read b:manage")]
    [InlineData("o:a,o:b,o:c", "read,manage", "1,3", "a:read b:read b:manage")]
    [InlineData("uo:a,o:b,uo:c", "read,manage", "1,3,1", "a:read b:read b:manage c:read")]
    [InlineData("ou:a,u:b", "read,manage", "3", "a:read a:manage")]
    [InlineData("u:b,o:a", "read,manage", "2", "a:manage")]
    [InlineData(
        "o:a,o:b",
        "read,create,update,delete,revoke",
        "7,21",
        "a:read a:create a:update b:read b:update b:revoke"
    )]
    [InlineData(
        "o:a,uo:b,u:c",
        "read,create,update,delete,revoke",
        "7,21",
        "a:read a:create a:update b:read b:update b:revoke"
    )]
    [InlineData("o:a,o:b,o:c,o:d", "read,manage", "1,2,3", "a:read b:manage c:read c:manage")]
    [InlineData("o:a", " read , manage ", " 2 ", "a:manage")]
    [InlineData("o:a", "read,manage", "255", "a:read a:manage")]
    [InlineData("o:a", "read", "007", "a:read")]
    [InlineData("o:a,o:b", "read", "x,1", "b:read")]
    [InlineData("o:a,o:b", "read", "-1,1", "b:read")]
    [InlineData("o:a,o:b", "read", "+1,0x1", "")]
    [InlineData("o:a", "read", "0", "")]
    [InlineData("o:a", "read", "", "")]
    [InlineData("o:a", "", "1", "")]
    [InlineData("u:a", "read", "1", "")]
    [InlineData("", "read", "1", "")]
    public void Each_feature_expands_to_its_permissions(string features, string names, string bits, string expected)
    {
        var claims = new ClaimsPayload { V = 2, O = new OrganizationClaim("org_1", Per: names, Fpm: bits) };

        var organization = SessionOrganization.Find(claims, ScopedNames.Find(features)!.OfOrganization)!;

        Assert.Equal(
            expected.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(permission => $"org:{permission}"),
            organization.Permissions
        );
    }

    [Fact]
    public void Hundredth_permission_is_read_from_its_bit()
    {
        var names = string.Join(',', Enumerable.Range(1, 100).Select(i => $"p{i}"));
        var claims = new ClaimsPayload
        {
            V = 2,
            // 2^99 + 1
            O = new OrganizationClaim("org_1", Per: names, Fpm: "633825300114114700748351602689"),
        };

        var organization = SessionOrganization.Find(claims, ["a"])!;

        Assert.Equal(["org:a:p1", "org:a:p100"], organization.Permissions);
    }
}
