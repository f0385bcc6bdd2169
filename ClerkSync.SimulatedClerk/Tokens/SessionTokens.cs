using System.Text.Json.Nodes;
using ClerkSync.SimulatedClerk.Objects;

namespace ClerkSync.SimulatedClerk.Tokens;

/// <summary>Creates session tokens of version 2.</summary>
/// <param name="state">Contains the organizations.</param>
/// <param name="key">Signs the tokens.</param>
/// <param name="knobs">Contains the authorized party.</param>
/// <param name="issuer">Called for each token, because the issuer is unknown until the server listens.</param>
/// <remarks>Source: Clerk's documentation, "Session tokens".</remarks>
internal sealed class SessionTokens(
    ClerkState state,
    TokenSigner key,
    Knobs knobs,
    Func<string> issuer,
    TimeProvider time
)
{
    private const int LifeInSeconds = 60;
    private const int ToleranceInSeconds = 10;

    /// <param name="session">Must be active.</param>
    /// <param name="lifeInSeconds">Null means 60.</param>
    /// <param name="others">Claims to add or replace; a null value removes the claim. Null means none.</param>
    public string Create(SimulatedSession session, int? lifeInSeconds = null, JsonObject? others = null)
    {
        var claims = CreateClaims(session, lifeInSeconds ?? LifeInSeconds);
        foreach (var (name, value) in others ?? [])
        {
            claims.Remove(name);
            if (value is not null)
            {
                claims[name] = value.DeepClone();
            }
        }

        return key.Sign(claims);
    }

    private JsonObject CreateClaims(SimulatedSession session, int lifeInSeconds)
    {
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        var claims = new JsonObject
        {
            ["v"] = 2,
            ["sub"] = session.UserId,
            ["sid"] = session.Id,
            ["iss"] = issuer(),
            ["iat"] = now,
            ["nbf"] = now - ToleranceInSeconds,
            ["exp"] = now + lifeInSeconds,
            ["sts"] = session.Status,
            ["fva"] = new JsonArray(Minutes(session, now), -1),
            ["jti"] = Guid.NewGuid().ToString("n")[..20],
        };
        if (knobs.Settings.AuthorizedParty is { } party)
        {
            claims["azp"] = party;
        }

        if (session.OrganizationId is { } organizationId && FindOrganization(organizationId, session.UserId) is { } o)
        {
            claims["o"] = o;
        }

        return claims;
    }

    /// <summary>Tokens do not contain system permissions.</summary>
    private JsonObject? FindOrganization(string organizationId, string userId) =>
        state.Read(() =>
            state.Memberships.Find(organizationId, userId) is { } membership
                ? new JsonObject
                {
                    ["id"] = organizationId,
                    ["slg"] = state.Organizations.Find(organizationId)!.Slug,
                    ["rol"] = membership.Role[(membership.Role.IndexOf(':') + 1)..],
                    ["per"] = "",
                    ["fpm"] = "",
                }
                : null
        );

    /// <summary>Returns the minutes since the first factor was verified.</summary>
    private static long Minutes(SimulatedSession session, long now) =>
        Math.Max(0, (now - (session.CreatedAt / 1000)) / 60);
}
