using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ClerkSync.Core.Sessions;
using ClerkSync.Tests.Drivers;
using ClerkSync.Tests.Sessions;

namespace ClerkSync.Tests.Interop;

/// <summary>Verifies the same tokens with Clerk's verifier and with ClerkSync's.</summary>
public sealed class SessionTokenInteropTests : IAsyncLifetime
{
    private static readonly string Header = FakeIssuer.Header().ToJsonString();

    private FakeIssuer _issuer = null!;

    public async Task InitializeAsync() => _issuer = await FakeIssuer.StartAsync();

    public async Task DisposeAsync() => await _issuer.DisposeAsync();

    [NodeFact]
    public async Task Verdicts_match_those_of_Clerk_except_for_the_documented_differences()
    {
        var stricter = Stricter();
        var tokens = SameVerdict().Concat(stricter).ToDictionary();

        var clerks = await VerifyWithClerkAsync(tokens);
        var ours = await VerifyWithClerkSyncAsync(tokens);

        Assert.Equal(
            tokens.Keys.Select(name => $"{name}: {Expect("byPem", name)}, {Expect("byJwks", name)}"),
            tokens.Keys.Select(name => $"{name}: {ours[name].ByPem}, {ours[name].ByJwks}")
        );
        Assert.All(stricter.Keys, name => Assert.Equal((name, "accepted"), (name, (string?)clerks[name]!["byPem"])));

        bool Expect(string by, string name) => !stricter.ContainsKey(name) && (string?)clerks[name]![by] == "accepted";
    }

    [NodeFact]
    public async Task Claims_of_a_token_are_read_as_Clerk_reads_them()
    {
        var tokens = new Dictionary<string, string>
        {
            ["no organization"] = _issuer.Sign(),
            ["no organization, version 1"] = _issuer.Sign(("v", null)),
            ["version 1"] = _issuer.Sign(
                ("v", 1),
                ("org_id", "org_1"),
                ("org_slug", "acme"),
                ("org_role", "org:admin"),
                ("org_permissions", new JsonArray("org:invoices:read", "org:invoices:manage"))
            ),
            ["version 2"] = InOrganization("o:invoices,u:themes,uo:exports", "read,manage", "3,2"),
            ["more features than numbers"] = InOrganization("o:invoices,ou:exports", "read,manage", "1"),
            ["more bits than names"] = InOrganization("o:invoices,o:exports", "read", "255,254"),
            ["invalid numbers"] = InOrganization("o:invoices,o:exports", "read", "-1, 1"),
            ["spaces"] = InOrganization(" o:invoices , u:exports ", " read , manage ", " 3 "),
            ["a large number"] = InOrganization(
                "o:invoices",
                string.Join(',', Enumerable.Range(0, 70).Select(i => $"p{i}")),
                "590295810358705651713"
            ),
            ["no permissions"] = InOrganization("o:invoices", "", ""),
            ["no features"] = InOrganization("", "read", "1"),
            ["an unknown scope"] = InOrganization("x:invoices,o:exports", "read", "1"),
            ["plans"] = _issuer.Sign(("pla", "u:pro,o:team"), ("fea", "uo:exports")),
            ["another plan"] = _issuer.Sign(("pla", "o:pro"), ("fea", "o:invoices")),
            ["an actor"] = _issuer.Sign(("act", new JsonObject { ["sub"] = "user_support" })),
            ["a pending session"] = _issuer.Sign(("sts", "pending")),
        };

        var clerks = await VerifyWithClerkAsync(tokens);
        var verifier = CreateVerifier(FakeIssuer.JwtKey);
        foreach (var (name, token) in tokens)
        {
            var claims = (await verifier.VerifyAsync(token, CancellationToken.None)).Claims;
            Assert.Equal((name, clerks[name]!["claims"]?.ToJsonString()), (name, Write(claims)));
        }
    }

    private Dictionary<string, string> SameVerdict()
    {
        var stricter = Stricter();
        var all = new Attacks(_issuer).All.ToDictionary(attack => attack.Key, attack => attack.Value.Token);
        foreach (var name in stricter.Keys)
        {
            all.Remove(name);
        }

        var good = _issuer.Sign();
        var parts = good.Split('.');
        all["a valid token"] = good;
        all["no type"] = FakeIssuer.Sign(FakeIssuer.Header(("typ", null)), _issuer.Claims());
        all["type null"] = FakeIssuer.Sign("""{"alg":"RS256","kid":"ins_ours","typ":null}""", Claims());
        all["type in lower case"] = FakeIssuer.Sign(FakeIssuer.Header(("typ", "jwt")), _issuer.Claims());
        all["no category"] = FakeIssuer.Sign(FakeIssuer.Header(("cat", null)), _issuer.Claims());
        all["any category"] = FakeIssuer.Sign(FakeIssuer.Header(("cat", "cl_I7d4PD111III")), _issuer.Claims());
        all["two parts"] = $"{parts[0]}.{parts[1]}";
        all["four parts"] = $"{good}.{parts[2]}";
        all["empty"] = "..";
        all["unused bits in the signature"] = good[..^1] + (char)(good[^1] + 1);
        all["a signature that is too short"] = good[..^4];
        all["a space"] = $"{parts[0]}. {parts[1]}.{parts[2]}";
        all["base64 instead of base64url"] = $"{parts[0]}+.{parts[1]}.{parts[2]}";
        foreach (
            var (claim, seconds) in ((string, int)[])
                [("exp", -5), ("exp", -4), ("exp", 1), ("nbf", 5), ("nbf", 6), ("iat", 5), ("iat", 6)]
        )
        {
            all[$"{claim} {seconds}"] = _issuer.Sign((claim, _issuer.Now + seconds));
        }

        foreach (var claim in (string[])["exp", "nbf", "iat", "sub", "azp", "sts", "v"])
        {
            all[$"no {claim}"] = _issuer.Sign((claim, null));
        }

        foreach (var claim in (string[])["exp", "nbf", "iat", "sub", "azp"])
        {
            all[$"{claim} null"] = FakeIssuer.Sign(Header, Claims(claim, "null"));
            all[$"{claim} of another type"] = FakeIssuer.Sign(Header, Claims(claim, "true"));
        }

        all["another party"] = _issuer.Sign(("azp", "https://other.example.com"));
        all["an empty party"] = _issuer.Sign(("azp", ""));
        return all;
    }

    /// <summary>The tokens that Clerk accepts and ClerkSync rejects, as listed in <c>docs/session-tokens.md</c>.</summary>
    private Dictionary<string, string> Stricter()
    {
        var attacks = new Attacks(_issuer).All;
        var stricter = new Dictionary<string, string>
        {
            ["jwk by our key"] = FakeIssuer.Sign(FakeIssuer.Header(("jwk", new JsonObject())), _issuer.Claims()),
            ["too long"] = _issuer.Sign(("name", new string('x', JsonWebToken.MaxLength))),
            ["a pending session"] = _issuer.Sign(("sts", "pending")),
            ["a revoked session"] = _issuer.Sign(("sts", "revoked")),
            ["an empty sub"] = _issuer.Sign(("sub", "")),
            ["a fraction of a second"] = FakeIssuer.Sign(Header, Claims("exp", $"{_issuer.Now + 60}.5")),
            ["the year 10000"] = _issuer.Sign(("exp", 253_402_300_800)),
            ["a time beyond the calendar"] = FakeIssuer.Sign(Header, Claims("exp", "1e20")),
            ["an actor without a name"] = _issuer.Sign(("act", new JsonObject())),
            ["a feature without a scope"] = _issuer.Sign(("fea", "invoices")),
            ["an organization that is not an object"] = _issuer.Sign(("o", "org_1")),
            ["invalid UTF-8"] = FakeIssuer.Sign(
                Header,
                [.. Encoding.UTF8.GetBytes(Claims()[..^1]), .. ",\"name\":\""u8, 0xff, .. "\"}"u8],
                bytes => FakeIssuer.Key.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            ),
            ["a byte order mark"] = FakeIssuer.Sign(Header, $"\uFEFF{Claims()}"),
        };
        foreach (
            var name in (string[])
                [
                    "the place of a key",
                    "the place of a certificate",
                    "a certificate",
                    "something that must be understood",
                    "another issuer, by our key",
                    "an issuer that begins with ours",
                    "no issuer",
                    "a token of a template",
                    "a token of no session",
                    "alg twice",
                    "kid twice",
                    "sub twice",
                    "iss twice",
                    "exp twice",
                    "sts twice",
                    "padding behind the signature",
                    "padding in what is signed",
                ]
        )
        {
            stricter[name] = attacks[name].Token;
        }

        return stricter;
    }

    private string Claims() => _issuer.Claims().ToJsonString();

    private string Claims(string name, string json) =>
        $"{_issuer.Claims((name, null)).ToJsonString()[..^1]},\"{name}\":{json}}}";

    private string InOrganization(string features, string names, string bits) =>
        _issuer.Sign(
            ("fea", features),
            (
                "o",
                new JsonObject
                {
                    ["id"] = "org_1",
                    ["slg"] = "acme",
                    ["rol"] = "admin",
                    ["per"] = names,
                    ["fpm"] = bits,
                }
            )
        );

    private async Task<JsonObject> VerifyWithClerkAsync(Dictionary<string, string> tokens)
    {
        var input = new
        {
            now = _issuer.Time.GetUtcNow().ToUnixTimeMilliseconds(),
            apiUrl = _issuer.Url,
            jwtKey = FakeIssuer.JwtKey.Value,
            authorizedParties = new[] { FakeIssuer.Party },
            tokens,
        };
        return JsonNode.Parse(await Node.RunAsync("verify-tokens.mjs", JsonSerializer.Serialize(input)))!.AsObject();
    }

    private async Task<Dictionary<string, (bool ByPem, bool ByJwks)>> VerifyWithClerkSyncAsync(
        Dictionary<string, string> tokens
    )
    {
        var (byPem, byJwks) = (CreateVerifier(FakeIssuer.JwtKey), CreateVerifier());
        var verdicts = new Dictionary<string, (bool, bool)>();
        foreach (var (name, token) in tokens)
        {
            verdicts[name] = (
                (await byPem.VerifyAsync(token, CancellationToken.None)).IsAccepted,
                (await byJwks.VerifyAsync(token, CancellationToken.None)).IsAccepted
            );
        }

        return verdicts;
    }

    private SessionTokenVerifier CreateVerifier(params (string Name, string? Value)[] settings) =>
        _issuer.CreateVerifier([.. settings, (AuthorizedParties.Setting, FakeIssuer.Party)]);

    private static string? Write(SessionClaims? claims) =>
        claims is null
            ? null
            : new JsonObject
            {
                ["userId"] = claims.UserId.Value,
                ["sessionId"] = claims.SessionId,
                ["actor"] = claims.Actor,
                ["organizationId"] = claims.Organization?.Id.Value,
                ["slug"] = claims.Organization?.Slug,
                ["role"] = claims.Organization?.Role,
                ["permissions"] = new JsonArray([
                    .. claims.Organization?.Permissions.Select(name => (JsonNode)name) ?? [],
                ]),
                ["pro"] = Scopes(claims.Plans, "pro"),
                ["exports"] = Scopes(claims.Features, "exports"),
            }.ToJsonString();

    private static JsonArray Scopes(ScopedNames names, string name)
    {
        var scopes = new JsonArray();
        if (names.OfUser.Contains(name))
        {
            scopes.Add("user");
        }

        if (names.OfOrganization.Contains(name))
        {
            scopes.Add("org");
        }

        return scopes;
    }
}
