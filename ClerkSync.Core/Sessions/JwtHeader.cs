using System.Text.Json;

namespace ClerkSync.Core.Sessions;

/// <summary>The header of a token, before the signature is checked.</summary>
/// <remarks>Setters, because generated code sets an absent <c>init</c> property to null instead of its default.</remarks>
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

    /// <summary>Clerk's category: session, template or machine.</summary>
    public string? Cat { get; set; } = SessionToken;

    /// <summary>Extensions that the verifier must understand. None are supported.</summary>
    public JsonElement Crit { get; set; }

    // Keys that the token contains or links to.
    public JsonElement Jwk { get; set; }
    public JsonElement Jku { get; set; }
    public JsonElement X5c { get; set; }
    public JsonElement X5u { get; set; }

    /// <summary>Returns why the token is rejected regardless of its signature; null when it is not.</summary>
    public SessionTokenRejection? FindRejection() =>
        this switch
        {
            { Alg: not Rs256 } => SessionTokenRejection.UnsupportedAlgorithm,
            { Typ: not Jwt } or { Cat: not (SessionToken or AnyToken) } => SessionTokenRejection.NotASessionToken,
            _ when IsThere(Crit) || IsThere(Jwk) || IsThere(Jku) || IsThere(X5c) || IsThere(X5u) =>
                SessionTokenRejection.UnsupportedHeader,
            _ => null,
        };

    private static bool IsThere(JsonElement header) => header.ValueKind != JsonValueKind.Undefined;
}
