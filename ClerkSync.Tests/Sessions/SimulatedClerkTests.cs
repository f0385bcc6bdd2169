using ClerkSync.Core;
using ClerkSync.Core.Sessions;
using ClerkSync.SimulatedClerk.Objects;
using ClerkSync.Tests.SimulatedClerk;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace ClerkSync.Tests.Sessions;

public sealed class SimulatedClerkTests
{
    [Fact]
    public async Task Tokens_of_the_simulated_Clerk_are_accepted()
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
        var session = driver.Clerk.Sessions.Create(user.Id, acme.Organization.Id);
        var answer = await driver.SendAsync(HttpMethod.Post, $"v1/sessions/{session.Id}/tokens");
        var token = (string)answer.Body["jwt"]!;

        var byJwks = await VerifyAsync(driver, token);
        var byPem = await VerifyAsync(driver, token, (ClerkJwtKey.Setting, driver.Clerk.JwtKey));

        Assert.Equal((null, null), (byJwks.Rejection, byPem.Rejection));
        var claims = byJwks.Claims!;
        Assert.Equal((user.Id, session.Id), (claims.UserId.Value, claims.SessionId));
        Assert.Equal(
            (acme.Organization.Id, "acme", "org:admin"),
            (claims.Organization!.Id.Value, claims.Organization.Slug, claims.Organization.Role)
        );
    }

    [Fact]
    public async Task Custom_claims_are_read_and_a_token_of_another_Clerk_is_rejected()
    {
        await using var driver = await ClerkDriver.StartAsync();
        await using var other = await ClerkDriver.StartAsync();
        var pending = await CreateTokenAsync(driver, new { sts = "pending" });
        var named = await CreateTokenAsync(driver, new { email = "ada@example.com" });
        var others = await CreateTokenAsync(other, new { iss = driver.Clerk.BaseUrl });

        Assert.Equal(SessionTokenRejection.SessionPending, (await VerifyAsync(driver, pending)).Rejection);
        Assert.Equal("ada@example.com", (await VerifyAsync(driver, named)).Claims!.FindText("email"));
        Assert.False((await VerifyAsync(driver, others)).IsAccepted);
    }

    private static async Task<string> CreateTokenAsync(ClerkDriver driver, object claims)
    {
        var body = new { userId = driver.SignUp().Id, claims };
        return (string)(await driver.SendAsync(HttpMethod.Post, "simulate/tokens", body)).Body["token"]!;
    }

    private static async Task<SessionTokenResult> VerifyAsync(
        ClerkDriver driver,
        string token,
        params (string Name, string Value)[] settings
    )
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(
                new Dictionary<string, string?>
                {
                    ["DATABASE_URL"] = "Host=localhost",
                    [ClerkIssuer.Setting] = driver.Clerk.BaseUrl,
                    [AuthorizedParties.Setting] = "http://localhost:3000",
                }
            )
            .AddInMemoryCollection(
                settings.Select(setting => KeyValuePair.Create(setting.Name, (string?)setting.Value))
            )
            .Build();
        await using var services = new ServiceCollection().AddClerkSyncCore(configuration).BuildServiceProvider();
        return await services.GetRequiredService<SessionTokenVerifier>().VerifyAsync(token, CancellationToken.None);
    }
}
