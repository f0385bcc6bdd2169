using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using ClerkSync.SimulatedClerk.Objects;

namespace ClerkSync.Tests.SimulatedClerk;

/// <summary>Sessions and their tokens.</summary>
public sealed class SessionTokenTests
{
    [Fact]
    public async Task Token_is_signed_with_the_published_key_and_has_the_version_2_claims()
    {
        await using var driver = await ClerkDriver.StartAsync();
        var user = driver.SignUp();
        var acme = driver.Clerk.Organizations.Create(
            new NewOrganization
            {
                Name = "Acme",
                Slug = "acme",
                CreatedBy = user.Id,
            }
        );

        var session = await driver.SendAsync(
            HttpMethod.Post,
            "v1/sessions",
            new { user_id = user.Id, active_organization_id = acme.Organization.Id }
        );
        var id = session.Body["id"]!.GetValue<string>();
        var token = (await driver.SendAsync(HttpMethod.Post, $"v1/sessions/{id}/tokens")).Body[
            "jwt"
        ]!.GetValue<string>();

        var keys = await driver.GetAsync(".well-known/jwks.json");
        var claims = Read(token, keys.Body["keys"]![0]!);
        Assert.Equal((2, user.Id, id), ((int)claims["v"]!, (string)claims["sub"]!, (string)claims["sid"]!));
        Assert.Equal(driver.Clerk.BaseUrl, (string)claims["iss"]!);
        Assert.Equal("active", (string)claims["sts"]!);
        Assert.Equal("http://localhost:3000", (string)claims["azp"]!);
        Assert.Equal(60, (long)claims["exp"]! - (long)claims["iat"]!);
        Assert.Equal(
            (acme.Organization.Id, "acme", "admin"),
            ((string)claims["o"]!["id"]!, (string)claims["o"]!["slg"]!, (string)claims["o"]!["rol"]!)
        );
    }

    [Fact]
    public async Task Simulation_creates_tokens_with_any_claims()
    {
        await using var driver = await ClerkDriver.StartAsync();
        var body = new
        {
            userId = driver.SignUp().Id,
            expiresInSeconds = -10,
            claims = new Dictionary<string, object?>
            {
                ["sts"] = "pending",
                ["azp"] = null,
                ["pla"] = "u:pro",
            },
        };

        var answer = await driver.SendAsync(HttpMethod.Post, "simulate/tokens", body);

        var keys = await driver.GetAsync("v1/jwks");
        var claims = Read(answer.Body["token"]!.GetValue<string>(), keys.Body["keys"]![0]!);
        Assert.Equal(("pending", "u:pro"), ((string)claims["sts"]!, (string)claims["pla"]!));
        Assert.False(claims.ContainsKey("azp"));
        Assert.Equal(-10, (long)claims["exp"]! - (long)claims["iat"]!);
    }

    [Fact]
    public async Task Revoked_session_gets_no_token_and_banned_user_gets_no_session()
    {
        await using var driver = await ClerkDriver.StartAsync();
        var session = driver.Clerk.Sessions.Create(driver.SignUp().Id);
        var banned = driver.SignUp();
        await driver.SendAsync(HttpMethod.Post, $"v1/users/{banned.Id}/ban");

        await driver.SendAsync(HttpMethod.Post, $"v1/sessions/{session.Id}/revoke");
        var token = await driver.SendAsync(HttpMethod.Post, $"v1/sessions/{session.Id}/tokens");
        var rejected = await driver.SendAsync(HttpMethod.Post, "v1/sessions", new { user_id = banned.Id });

        Assert.Equal(HttpStatusCode.NotFound, token.Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, rejected.Status);
    }

    private static JsonObject Read(string token, JsonNode key)
    {
        var parts = token.Split('.');
        using var rsa = RSA.Create(
            new RSAParameters
            {
                Modulus = Base64Url.DecodeFromChars(key["n"]!.GetValue<string>()),
                Exponent = Base64Url.DecodeFromChars(key["e"]!.GetValue<string>()),
            }
        );
        Assert.True(
            rsa.VerifyData(
                Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"),
                Base64Url.DecodeFromChars(parts[2]),
                HashAlgorithmName.SHA256,
                RSASignaturePadding.Pkcs1
            )
        );
        var header = JsonNode.Parse(Base64Url.DecodeFromChars(parts[0]))!;
        Assert.Equal((string)key["kid"]!, (string)header["kid"]!);
        return JsonNode.Parse(Base64Url.DecodeFromChars(parts[1]))!.AsObject();
    }
}
