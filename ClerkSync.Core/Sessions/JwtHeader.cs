using System.Text.Json;

namespace ClerkSync.Core.Sessions;

/// <summary>The header of a token, before the signature is checked.</summary>
/// <remarks>Setters, as generated code gives an <c>init</c> property that is absent null instead of its default.</remarks>
internal sealed class JwtHeader
{
    private const string Rs256 = "RS256";
    private const string Jwt = "JWT";

    // Source: @clerk/backend 3.20.1, tokens/jwtCategories.ts. Some instances mark every kind of token with the second.
    private const string SessionToken = "cl_B7d4PD111AAA";
    private const string AnyToken = "cl_I7d4PD111III";

    public string? Alg { get; set; }
    public string? Kid { get; set; }
    public string? Typ { get; set; } = Jwt;

    /// <summary>Clerk's category: a session, a template, a machine.</summary>
    public string? Cat { get; set; } = SessionToken;

    /// <summary>What must be understood: nothing is.</summary>
    public JsonElement Crit { get; set; }

    // Keys that a token brings along, or names the place of.
    public JsonElement Jwk { get; set; }
    public JsonElement Jku { get; set; }
    public JsonElement X5c { get; set; }
    public JsonElement X5u { get; set; }

    /// <summary>Says why the token is refused whatever its signature; null when it is not.</summary>
    public SessionTokenRefusal? FindRefusal() =>
        this switch
        {
            { Alg: not Rs256 } => SessionTokenRefusal.UnsupportedAlgorithm,
            { Typ: not Jwt } or { Cat: not (SessionToken or AnyToken) } => SessionTokenRefusal.NotASessionToken,
            _ when IsThere(Crit) || IsThere(Jwk) || IsThere(Jku) || IsThere(X5c) || IsThere(X5u) =>
                SessionTokenRefusal.UnsupportedHeader,
            _ => null,
        };

    private static bool IsThere(JsonElement header) => header.ValueKind != JsonValueKind.Undefined;
}
