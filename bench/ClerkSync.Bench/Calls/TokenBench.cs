using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using BenchmarkDotNet.Attributes;
using ClerkSync.Core;
using ClerkSync.Core.Sessions;
using ClerkSync.SimulatedClerk;
using ClerkSync.SimulatedClerk.Objects;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace ClerkSync.Bench.Calls;

/// <summary>
/// Compares the check of a session token with the check of its signature alone, and with Microsoft's handler.
/// </summary>
public class TokenBench
{
    // Checked in rotation, so that caching the last token does not help.
    private const int TokensOfAKind = 100;
    private const int LifeInSeconds = 3600;

    private const string Scheme = "Bearer ";

    /// <summary>The claims of an organization with billing in a token of version 2.</summary>
    private const string Second = """
        {
            "pla": "u:free,o:team", "fea": "o:invoices,o:reports,u:exports",
            "o": { "id": "org_2g7np7Hrk0SN6kj5EDMLDaKNL0S", "slg": "acme", "rol": "admin", "per": "read,manage", "fpm": "3,1" }
        }
        """;

    /// <summary>The same claims in version 1, which has neither plans nor features.</summary>
    private const string First = """
        {
            "v": null, "org_id": "org_2g7np7Hrk0SN6kj5EDMLDaKNL0S", "org_slug": "acme", "org_role": "org:admin",
            "org_permissions": ["org:invoices:read", "org:invoices:manage", "org:reports:read"]
        }
        """;

    private static readonly RSA Rsa = RSA.Create();

    private readonly JsonWebTokenHandler _handler = new();
    private TokenValidationParameters _parameters = null!;
    private SessionTokenVerifier _byKeySet = null!;
    private SessionTokenVerifier _byPem = null!;
    private string[] _second = null!;
    private string[] _first = null!;
    private (byte[] Signed, byte[] Signature)[] _parts = null!;
    private int _number;

    [GlobalSetup]
    public async Task SetUpAsync()
    {
        // Stopped after the setup, so that the keys must come from memory during the measurement.
        await using var clerk = await SimulatedClerkServer.StartAsync(new SimulatedClerkOptions(), default);
        (_second, _first) = (Sign(clerk, Second), Sign(clerk, First));
        _byKeySet = CreateVerifier((ClerkIssuer.Setting, clerk.BaseUrl));
        _byPem = CreateVerifier((ClerkIssuer.Setting, clerk.BaseUrl), (ClerkJwtKey.Setting, clerk.JwtKey));
        Rsa.ImportFromPem(clerk.JwtKey);
        _parts = [.. _second.Select(Split)];
        // As strict as these options allow. They have no check of authorized parties.
        _parameters = new TokenValidationParameters
        {
            ValidIssuer = clerk.BaseUrl,
            ValidAlgorithms = [SecurityAlgorithms.RsaSha256],
            ValidTypes = ["JWT"],
            ValidateAudience = false,
            ClockSkew = TimeSpan.FromSeconds(5),
            IssuerSigningKey = new RsaSecurityKey(Rsa.ExportParameters(includePrivateParameters: false)),
        };
        await OfVersion2Async();
    }

    [Benchmark(Baseline = true, Description = "the signature alone")]
    public void SignatureAlone()
    {
        var (signed, signature) = Next(_parts);
        Require(Rsa.VerifyData(signed, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    }

    [Benchmark(Description = "ClerkSync")]
    public Task OfVersion2Async() => CheckAsync(_byKeySet, Next(_second));

    [Benchmark(Description = "ClerkSync, claims of version 1")]
    public Task OfVersion1Async() => CheckAsync(_byKeySet, Next(_first));

    [Benchmark(Description = "ClerkSync, CLERK_JWT_KEY")]
    public Task ByPemAsync() => CheckAsync(_byPem, Next(_second));

    [Benchmark(Description = "JsonWebTokenHandler")]
    public async Task ByHandlerAsync() =>
        Require((await _handler.ValidateTokenAsync(Next(_second)[Scheme.Length..], _parameters)).IsValid);

    private T Next<T>(T[] all) => all[_number = (_number + 1) % TokensOfAKind];

    /// <summary>Creates authorization headers, each for a different user.</summary>
    private static string[] Sign(SimulatedClerkServer clerk, string claims) =>
        [
            .. Enumerable
                .Range(0, TokensOfAKind)
                .Select(_ =>
                    clerk.Tokens.Create(
                        clerk.Sessions.Create(clerk.Users.Create(new NewUser()).Id),
                        LifeInSeconds,
                        JsonNode.Parse(claims)!.AsObject()
                    )
                )
                .Select(token => $"{Scheme}{token}"),
        ];

    private static (byte[] Signed, byte[] Signature) Split(string header)
    {
        var dot = header.LastIndexOf('.');
        return (Encoding.ASCII.GetBytes(header[Scheme.Length..dot]), Base64Url.DecodeFromChars(header.AsSpan(dot + 1)));
    }

    private static SessionTokenVerifier CreateVerifier(params (string Name, string? Value)[] settings) =>
        new ServiceCollection()
            .AddClerkSyncCore(
                new ConfigurationBuilder()
                    .AddInMemoryCollection([
                        new("DATABASE_URL", "Host=localhost"),
                        new(AuthorizedParties.Setting, new SimulationSettings().AuthorizedParty),
                        .. settings.Select(setting => KeyValuePair.Create(setting.Name, setting.Value)),
                    ])
                    .Build()
            )
            .BuildServiceProvider()
            .GetRequiredService<SessionTokenVerifier>();

    /// <summary>Checks a header like a route does.</summary>
    private static async Task CheckAsync(SessionTokenVerifier verifier, string header)
    {
        var presented = PresentedToken.FindAll(header, cookie: null);
        var result = await verifier.VerifyAsync(presented, CancellationToken.None);
        Require(result.Claims?.Organization?.Permissions.Count == 3);
    }

    private static void Require(bool isAccepted)
    {
        if (!isAccepted)
        {
            throw new InvalidOperationException("A valid token was rejected.");
        }
    }
}
