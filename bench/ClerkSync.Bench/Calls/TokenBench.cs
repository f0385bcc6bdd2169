using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using ClerkSync.Bench.Calls;
using ClerkSync.Core;
using ClerkSync.Core.Sessions;
using ClerkSync.SimulatedClerk;
using ClerkSync.SimulatedClerk.Objects;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace ClerkSync.Bench;

/// <summary>The check of a session token, against the check of its signature alone and against Microsoft's handler.</summary>
internal static class TokenBench
{
    // Each round meets each of them several times, so nobody gains by keeping the last one.
    private const int TokensOfAKind = 100;
    private const int LifeInSeconds = 3600;

    private const string Scheme = "Bearer ";

    /// <summary>What an organization with billing puts into a token of version 2.</summary>
    private const string Second = """
        {
            "pla": "u:free,o:team", "fea": "o:invoices,o:reports,u:exports",
            "o": { "id": "org_2g7np7Hrk0SN6kj5EDMLDaKNL0S", "slg": "acme", "rol": "admin", "per": "read,manage", "fpm": "3,1" }
        }
        """;

    /// <summary>The same in version 1, which has neither plans nor features.</summary>
    private const string First = """
        {
            "v": null, "org_id": "org_2g7np7Hrk0SN6kj5EDMLDaKNL0S", "org_slug": "acme", "org_role": "org:admin",
            "org_permissions": ["org:invoices:read", "org:invoices:manage", "org:reports:read"]
        }
        """;

    public static async Task RunAsync(int rounds, int checks, CancellationToken cancellationToken)
    {
        var clerk = await SimulatedClerkServer.StartAsync(new SimulatedClerkOptions(), cancellationToken);
        var (issuer, pem) = (clerk.BaseUrl, clerk.JwtKey);
        var (second, first) = (Sign(clerk, Second), Sign(clerk, First));
        await using var byKeySet = CreateServices((ClerkIssuer.Setting, issuer));
        await using var byPem = CreateServices((ClerkIssuer.Setting, issuer), (ClerkJwtKey.Setting, pem));
        var own = Check("ClerkSync", byKeySet, second, cancellationToken);
        await own.CallAsync(0);
        // From here on the keys come from memory, or not at all.
        await clerk.DisposeAsync();

        using var rsa = RSA.Create();
        rsa.ImportFromPem(pem);
        var bare = new Subject("the signature alone", VerifySignature(rsa, second));
        Subject[] all =
        [
            bare,
            own,
            Check("ClerkSync, claims of version 1", byKeySet, first, cancellationToken),
            Check("ClerkSync, CLERK_JWT_KEY", byPem, second, cancellationToken),
            new("JsonWebTokenHandler", ValidateByHandler(rsa, issuer, second)),
        ];

        Console.WriteLine($"{Machine.Description}; load {Machine.Load}");
        Console.WriteLine($"{rounds} rounds of {checks} checks; a token has {second[0].Length} characters");
        await Turns.MeasureAsync(all, rounds, checks, () => TimeSpan.Zero);
        foreach (var subject in all)
        {
            Console.WriteLine(
                $"{subject.Name}: processor {subject.Of(c => c.Processor):n1} µs, {subject.Of(c => c.Bytes).Median:n0} bytes; "
                    + $"{subject.Of(c => c.Processor, bare):n2} of {bare.Name}"
            );
        }

        Console.WriteLine($"JsonWebTokenHandler / ClerkSync: {all[^1].Of(c => c.Processor, own):n2}");
        Console.WriteLine($"load {Machine.Load}");
    }

    private static Subject Check(
        string name,
        ServiceProvider services,
        string[] tokens,
        CancellationToken cancellationToken
    )
    {
        var verifier = services.GetRequiredService<SessionTokenVerifier>();
        var headers = CreateHeaders(tokens);
        return new Subject(name, number => CheckAsync(verifier, At(headers, number), cancellationToken));
    }

    private static string[] CreateHeaders(string[] tokens) => [.. tokens.Select(token => $"{Scheme}{token}")];

    private static string At(string[] texts, int number) => texts[number % texts.Length];

    /// <summary>Each of another user.</summary>
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
                ),
        ];

    private static ServiceProvider CreateServices(params (string Name, string? Value)[] settings) =>
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
            .BuildServiceProvider();

    /// <summary>What a route does with its header.</summary>
    private static async Task CheckAsync(
        SessionTokenVerifier verifier,
        string authorization,
        CancellationToken cancellationToken
    )
    {
        var presented = PresentedToken.FindAll(authorization, cookie: null);
        var result = await verifier.VerifyAsync(presented, cancellationToken);
        Require(result.Claims?.Organization?.Permissions.Count == 3);
    }

    private static Func<int, Task> VerifySignature(RSA rsa, string[] tokens)
    {
        var parts = tokens.Select(token => (Dot: token.LastIndexOf('.'), Token: token)).ToList();
        var signed = parts.Select(part => Encoding.ASCII.GetBytes(part.Token[..part.Dot])).ToList();
        var signatures = parts.Select(part => Base64Url.DecodeFromChars(part.Token.AsSpan(part.Dot + 1))).ToList();
        return number =>
        {
            var i = number % tokens.Length;
            Require(rsa.VerifyData(signed[i], signatures[i], HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
            return Task.CompletedTask;
        };
    }

    /// <summary>Set as strictly as it can be told without code of one's own; authorized parties it does not know.</summary>
    private static Func<int, Task> ValidateByHandler(RSA rsa, string issuer, string[] tokens)
    {
        var headers = CreateHeaders(tokens);
        var handler = new JsonWebTokenHandler();
        var parameters = new TokenValidationParameters
        {
            ValidIssuer = issuer,
            ValidAlgorithms = [SecurityAlgorithms.RsaSha256],
            ValidTypes = ["JWT"],
            ValidateAudience = false,
            ClockSkew = TimeSpan.FromSeconds(5),
            IssuerSigningKey = new RsaSecurityKey(rsa.ExportParameters(includePrivateParameters: false)),
        };
        return async number =>
        {
            var token = At(headers, number)[Scheme.Length..];
            Require((await handler.ValidateTokenAsync(token, parameters)).IsValid);
        };
    }

    private static void Require(bool isAccepted)
    {
        if (!isAccepted)
        {
            throw new InvalidOperationException("A good token was refused.");
        }
    }
}
