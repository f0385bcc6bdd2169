using System.Text;
using System.Text.Json.Nodes;
using ClerkSync.Core.Sessions;
using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.Sessions;

public sealed class ClaimTests : IAsyncLifetime
{
    private FakeIssuer _issuer = null!;

    public async Task InitializeAsync() => _issuer = await FakeIssuer.StartAsync();

    public async Task DisposeAsync() => await _issuer.DisposeAsync();

    [Theory]
    [InlineData(4_999, null)]
    [InlineData(5_000, SessionTokenRejection.Expired)]
    public async Task Token_expires_five_seconds_after_its_exp(int milliseconds, SessionTokenRejection? expected)
    {
        var token = _issuer.Sign(("exp", _issuer.Now));
        _issuer.Time.Advance(TimeSpan.FromMilliseconds(milliseconds));

        var result = await VerifyAsync(token);

        Assert.Equal(expected, result.Rejection);
    }

    [Theory]
    [InlineData("nbf", 0, null)]
    [InlineData("nbf", -1, SessionTokenRejection.NotYetValid)]
    [InlineData("iat", 0, null)]
    [InlineData("iat", -1, SessionTokenRejection.IssuedInFuture)]
    public async Task Token_becomes_valid_five_seconds_before_its_nbf_and_iat(
        string claim,
        int milliseconds,
        SessionTokenRejection? expected
    )
    {
        var token = _issuer.Sign((claim, _issuer.Now + 5 + 60), ("exp", _issuer.Now + 120));
        _issuer.Time.Advance(TimeSpan.FromSeconds(60) + TimeSpan.FromMilliseconds(milliseconds));

        var result = await VerifyAsync(token);

        Assert.Equal(expected, result.Rejection);
    }

    [Theory]
    [InlineData("nbf")]
    [InlineData("iat")]
    [InlineData("azp")]
    [InlineData("sts")]
    [InlineData("v")]
    public async Task Optional_claim_can_be_absent(string claim)
    {
        var result = await VerifyAsync(_issuer.Sign((claim, null)));

        Assert.True(result.IsAccepted);
    }

    [Theory]
    [InlineData("sub", """null""")]
    [InlineData("sub", "\"\"")]
    [InlineData("sub", """1""")]
    [InlineData("sid", "\"\"")]
    [InlineData("sid", """null""")]
    [InlineData("exp", """null""")]
    [InlineData("exp", "\"1767268860\"")]
    [InlineData("exp", """1767268860.5""")]
    [InlineData("exp", """100000000000000000000""")]
    [InlineData("exp", """253402300800""")]
    [InlineData("nbf", """null""")]
    [InlineData("nbf", "\"1\"")]
    [InlineData("iat", """null""")]
    [InlineData("iat", """true""")]
    [InlineData("azp", """["https://app.example.com"]""")]
    [InlineData("sts", "\"revoked\"")]
    [InlineData("sts", "\"\"")]
    [InlineData("act", """{}""")]
    [InlineData("act", """{"sub":null}""")]
    [InlineData("act", "\"user_2\"")]
    [InlineData("pla", "\"pro\"")]
    [InlineData("fea", "\"o:a,b\"")]
    [InlineData("o", "\"org_1\"")]
    [InlineData("o", """{"id":"org_1","id":"org_2"}""")]
    [InlineData("v", "\"2\"")]
    public async Task Claim_value_that_Clerk_would_not_write_is_rejected(string name, string value)
    {
        var claims = $"{_issuer.Claims((name, null)).ToJsonString()[..^1]},\"{name}\":{value}}}";

        var result = await VerifyAsync(FakeIssuer.Sign(FakeIssuer.Header().ToJsonString(), claims));

        Assert.True(
            result.Rejection is SessionTokenRejection.InvalidClaims or SessionTokenRejection.Malformed,
            $"{result.Rejection}"
        );
    }

    [Fact]
    public async Task Pending_session_is_rejected()
    {
        var result = await VerifyAsync(_issuer.Sign(("sts", "pending")));

        Assert.Equal(SessionTokenRejection.SessionPending, result.Rejection);
    }

    [Theory]
    [InlineData(FakeIssuer.Party, "", null)]
    [InlineData(null, "", null)]
    [InlineData(FakeIssuer.Party, "https://app.example.com", null)]
    [InlineData(FakeIssuer.Party, "https://other.example.com, HTTPS://App.Example.com:443/", null)]
    [InlineData(FakeIssuer.Party, "https://example.com", SessionTokenRejection.UnauthorizedParty)]
    [InlineData(FakeIssuer.Party, "http://app.example.com", SessionTokenRejection.UnauthorizedParty)]
    [InlineData(FakeIssuer.Party, "https://app.example.com:8443", SessionTokenRejection.UnauthorizedParty)]
    [InlineData("", "https://app.example.com", SessionTokenRejection.UnauthorizedParty)]
    [InlineData(null, "https://app.example.com", SessionTokenRejection.UnauthorizedParty)]
    public async Task Token_must_be_for_an_authorized_party_if_any_are_configured(
        string? party,
        string setting,
        SessionTokenRejection? expected
    )
    {
        var verifier = _issuer.CreateVerifier(FakeIssuer.JwtKey, (AuthorizedParties.Setting, setting));

        var result = await verifier.VerifyAsync(_issuer.Sign(("azp", party)), CancellationToken.None);

        Assert.Equal(expected, result.Rejection);
    }

    [Fact]
    public async Task Claims_of_version_2_are_read()
    {
        var token = _issuer.Sign(
            ("act", new JsonObject { ["sub"] = "user_support", ["iss"] = "https://dashboard.clerk.com" }),
            ("pla", "u:pro,o:team"),
            ("fea", "o:invoices,uo:exports,u:themes,x:unknown"),
            (
                "o",
                new JsonObject
                {
                    ["id"] = "org_1",
                    ["slg"] = "acme",
                    ["rol"] = "admin",
                    ["per"] = "read,manage",
                    ["fpm"] = "3,1",
                }
            ),
            ("org_id", "org_ignored")
        );

        var claims = (await VerifyAsync(token)).Claims!;

        Assert.Equal(("user_1", "sess_1"), (claims.UserId.Value, claims.SessionId));
        Assert.Equal((_issuer.Url, FakeIssuer.Party), (claims.Issuer, claims.AuthorizedParty));
        Assert.Equal(
            (_issuer.Now, _issuer.Now + 60),
            (claims.IssuedAt!.Value.ToUnixTimeSeconds(), claims.ExpiresAt.ToUnixTimeSeconds())
        );
        Assert.Equal("user_support", claims.Actor);
        Assert.Equal(["pro"], claims.Plans.OfUser);
        Assert.Equal(["team"], claims.Plans.OfOrganization);
        Assert.Equal(["exports", "themes"], claims.Features.OfUser);
        Assert.Equal(["invoices", "exports"], claims.Features.OfOrganization);
        var organization = claims.Organization!;
        Assert.Equal(("org_1", "acme", "org:admin"), (organization.Id.Value, organization.Slug, organization.Role));
        Assert.Equal(["org:invoices:read", "org:invoices:manage", "org:exports:read"], organization.Permissions);
    }

    [Fact]
    public async Task Claims_of_version_1_are_read()
    {
        var token = _issuer.Sign(
            ("v", null),
            ("org_id", "org_1"),
            ("org_slug", "acme"),
            ("org_role", "org:admin"),
            ("org_permissions", new JsonArray("org:invoices:read")),
            ("o", new JsonObject { ["id"] = "org_ignored" })
        );

        var organization = (await VerifyAsync(token)).Claims!.Organization!;

        Assert.Equal(("org_1", "acme", "org:admin"), (organization.Id.Value, organization.Slug, organization.Role));
        Assert.Equal(["org:invoices:read"], organization.Permissions);
    }

    [Fact]
    public async Task Token_without_an_organization_has_no_organization_claims()
    {
        var second = (await VerifyAsync(_issuer.Sign(("fea", "u:themes"), ("org_id", "org_ignored")))).Claims!;
        var first = (await VerifyAsync(_issuer.Sign(("v", null)))).Claims!;

        Assert.Equal((null, null), (second.Organization, first.Organization));
        Assert.Equal((null, null), (second.Actor, first.Actor));
        Assert.Empty(first.Plans.OfUser);
    }

    [Fact]
    public async Task Custom_claims_can_be_looked_up()
    {
        var claims = $$$"""
            {{{_issuer.Claims().ToJsonString()[..^1]}}},"email":"old@example.com","first_name":"Zo\u00eb",
            "metadata":{"email":"nested@example.com"},"broken":"\ud800","age":7,"email":"ada@example.com"}
            """;

        var found = (await VerifyAsync(FakeIssuer.Sign(FakeIssuer.Header().ToJsonString(), claims))).Claims!;

        Assert.Equal("ada@example.com", found.FindText("email"));
        Assert.Equal("Zoë", found.FindText("first_name"));
        Assert.Equal(
            [null, null, null, null],
            new[] { "metadata", "broken", "age", "last_name" }.Select(found.FindText)
        );
        Assert.Equal(claims, Encoding.UTF8.GetString(found.Json.Span));
    }

    [Fact]
    public async Task Deeply_nested_metadata_does_not_make_a_token_unreadable()
    {
        var depth = 300;
        var claims =
            $"{_issuer.Claims().ToJsonString()[..^1]},\"metadata\":{new string('[', depth)}{new string(']', depth)}}}";

        var result = await VerifyAsync(FakeIssuer.Sign(FakeIssuer.Header().ToJsonString(), claims));

        Assert.True(result.IsAccepted);
        Assert.Null(result.Claims!.FindText("email"));
    }

    private async Task<SessionTokenResult> VerifyAsync(string token) =>
        await _issuer.CreateVerifier(FakeIssuer.JwtKey).VerifyAsync(token, CancellationToken.None);
}
