using ClerkSync.Core.Sessions;
using ClerkSync.Tests.Drivers;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using ParsedToken = Microsoft.IdentityModel.JsonWebTokens.JsonWebToken;

namespace ClerkSync.Tests.Sessions;

/// <summary>
/// Why tokens are parsed by <see cref="Core.Sessions.JsonWebToken"/> and not by Microsoft's <see cref="JsonWebTokenHandler"/>. A failure
/// here means that the library has changed: once it closes the gaps, it replaces our parser.
/// </summary>
/// <remarks>
/// The handler is as strict as its options allow, and our rules for <c>cat</c>, <c>sid</c>, <c>sts</c> and <c>azp</c> are checked on its
/// result.
/// </remarks>
public sealed class TokenLibraryTests : IAsyncLifetime
{
    private static readonly string[] Accepted =
    [
        // The header is ignored. A check of the parsed token could reject these.
        "the place of a key",
        "the place of a certificate",
        "a certificate",
        "something that must be understood",
        // iat is ignored. A check of the parsed token could reject it.
        "issued in the future",
        // A text is read as a number.
        "an end that is text",
        // The last of two members with one name counts.
        "alg twice",
        "kid twice",
        "sub twice",
        "iss twice",
        "exp twice",
        "sts twice",
        // Base64 is read with and without padding, so a token has several forms.
        "padding behind the signature",
        "padding in what is signed",
        // Everything after the JSON object is ignored.
        "text behind the header",
        "text behind the claims",
    ];

    private readonly JsonWebTokenHandler _handler = new()
    {
        MaximumTokenSizeInBytes = Core.Sessions.JsonWebToken.MaxLength,
    };
    private FakeIssuer _issuer = null!;

    public async Task InitializeAsync()
    {
        _issuer = await FakeIssuer.StartAsync();
        // An application cannot set the handler's clock.
        _issuer.Time.SetUtcNow(TimeProvider.System.GetUtcNow());
    }

    public async Task DisposeAsync() => await _issuer.DisposeAsync();

    [Fact]
    public async Task Valid_token_is_accepted_by_the_library_too()
    {
        Assert.True(await AcceptsAsync(_issuer.Sign()));
    }

    [Fact]
    public async Task Library_accepts_exactly_these_attacks()
    {
        var accepted = new List<string>();
        foreach (var (name, attack) in new Attacks(_issuer).All)
        {
            if (await AcceptsAsync(attack.Token))
            {
                accepted.Add(name);
            }
        }

        Assert.Equal(Accepted.Order(), accepted.Order());
    }

    [Theory]
    [InlineData("64 levels")]
    [InlineData("\"\\ud800\"")]
    public async Task Library_rejects_valid_tokens_with_deep_or_unusual_metadata(string metadata)
    {
        var json = metadata == "64 levels" ? $"{new string('[', 64)}{new string(']', 64)}" : metadata;
        var claims = $"{_issuer.Claims().ToJsonString()[..^1]},\"metadata\":{json}}}";
        var token = FakeIssuer.Sign(FakeIssuer.Header().ToJsonString(), claims);

        var ours = await _issuer.CreateVerifier().VerifyAsync(token, CancellationToken.None);

        Assert.Equal((true, false), (ours.IsAccepted, await AcceptsAsync(token)));
    }

    [Fact]
    public async Task Library_parses_the_claims_of_a_token_with_an_invalid_signature()
    {
        var token = FakeIssuer.Sign(FakeIssuer.Header().ToJsonString(), "no JSON"u8.ToArray(), _ => [1]);

        var ours = await _issuer.CreateVerifier().VerifyAsync(token, CancellationToken.None);
        var library = await _handler.ValidateTokenAsync(token, Strictest());

        Assert.Equal(SessionTokenRejection.InvalidSignature, ours.Rejection);
        // Unable to decode the payload.
        Assert.StartsWith("IDX14101", library.Exception.Message, StringComparison.Ordinal);
    }

    private async Task<bool> AcceptsAsync(string token)
    {
        var result = await _handler.ValidateTokenAsync(token, Strictest());
        return result.IsValid && IsSessionToken((ParsedToken)result.SecurityToken);
    }

    private TokenValidationParameters Strictest() =>
        new()
        {
            ValidAlgorithms = [SecurityAlgorithms.RsaSha256],
            ValidTypes = ["JWT"],
            ValidIssuer = _issuer.Url,
            ValidateAudience = false,
            ValidateIssuerSigningKey = true,
            TryAllIssuerSigningKeys = false,
            RequireSignedTokens = true,
            RequireExpirationTime = true,
            ClockSkew = TimeSpan.FromSeconds(5),
            IssuerSigningKey = new RsaSecurityKey(FakeIssuer.Key.ExportParameters(includePrivateParameters: false))
            {
                KeyId = FakeIssuer.Kid,
            },
        };

    /// <summary>The rules that would stay ours.</summary>
    private static bool IsSessionToken(ParsedToken token) =>
        (!token.TryGetHeaderValue("cat", out string? category) || category == "cl_B7d4PD111AAA")
        && token.TryGetPayloadValue("sid", out string? session)
        && session is { Length: > 0 }
        && (!token.TryGetPayloadValue("sts", out string? status) || status == "active")
        && token.TryGetPayloadValue("azp", out string? party)
        && party == FakeIssuer.Party;
}
