using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using ClerkSync.Core.Sessions;
using Microsoft.AspNetCore.Http;

namespace ClerkSync.Tests.Drivers;

/// <summary>Signs session tokens with any header and claims. A <see cref="FakeClerkApi"/> publishes its keys.</summary>
/// <remarks>The simulated Clerk signs only valid tokens, with a key that it does not reveal.</remarks>
internal sealed class FakeIssuer : IAsyncDisposable
{
    public const string Kid = "ins_ours";
    public const string Party = "https://app.example.com";

    private readonly FakeClerkApi _clerk;

    private FakeIssuer(FakeClerkApi clerk)
    {
        _clerk = clerk;
        Keys.Add(ToJwk(Kid, Key));
    }

    /// <summary>The default signing key.</summary>
    public static RSA Key { get; } = RSA.Create(2048);

    public static RSA AnotherKey { get; } = RSA.Create(2048);

    public WatchedTime Time { get; } = new(new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero));

    public string Url => _clerk.Url;

    public long Now => Time.GetUtcNow().ToUnixTimeSeconds();

    /// <summary>The published keys.</summary>
    public List<JsonObject> Keys => _clerk.Keys;

    /// <summary>The response to every request; null returns the keys.</summary>
    public RequestDelegate? Always
    {
        get => _clerk.Always;
        set => _clerk.Always = value;
    }

    /// <summary>The requested paths.</summary>
    public IReadOnlyList<string> Requests => [.. _clerk.Requests.Select(request => request.Url)];

    public IReadOnlyCollection<string> Logs => _clerk.Logs;

    public static async Task<FakeIssuer> StartAsync() => new(await FakeClerkApi.StartAsync());

    /// <summary>Creates a verifier as an application does, for the tokens of this issuer.</summary>
    public SessionTokenVerifier CreateVerifier(params (string Name, string? Value)[] settings) =>
        _clerk.Create<SessionTokenVerifier>(Time, [(ClerkIssuer.Setting, Url), .. settings]);

    /// <summary>The setting with which a verifier needs no network.</summary>
    public static (string Name, string? Value) JwtKey => (ClerkJwtKey.Setting, Key.ExportSubjectPublicKeyInfoPem());

    public static JsonObject Header(params (string Name, JsonNode? Value)[] changes) =>
        Change(
            new JsonObject
            {
                ["alg"] = "RS256",
                ["cat"] = "cl_B7d4PD111AAA",
                ["kid"] = Kid,
                ["typ"] = "JWT",
            },
            changes
        );

    /// <summary>The claims of a valid token of version 2. A null value removes a claim.</summary>
    public JsonObject Claims(params (string Name, JsonNode? Value)[] changes) =>
        Change(
            new JsonObject
            {
                ["azp"] = Party,
                ["exp"] = Now + 60,
                ["iat"] = Now,
                ["iss"] = Url,
                ["nbf"] = Now - 10,
                ["sid"] = "sess_1",
                ["sts"] = "active",
                ["sub"] = "user_1",
                ["v"] = 2,
            },
            changes
        );

    public string Sign(params (string Name, JsonNode? Value)[] changes) => Sign(Header(), Claims(changes));

    public static string Sign(JsonObject header, JsonObject claims, RSA? key = null) =>
        Sign(header.ToJsonString(), claims.ToJsonString(), key);

    public static string Sign(string header, string claims, RSA? key = null) =>
        Sign(
            header,
            Encoding.UTF8.GetBytes(claims),
            bytes => (key ?? Key).SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
        );

    public static string Sign(string header, byte[] claims, Func<byte[], byte[]> sign)
    {
        var signed = $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header))}.{Base64Url.EncodeToString(claims)}";
        return $"{signed}.{Base64Url.EncodeToString(sign(Encoding.ASCII.GetBytes(signed)))}";
    }

    public static JsonObject ToJwk(string kid, RSA key)
    {
        var parameters = key.ExportParameters(includePrivateParameters: false);
        return new JsonObject
        {
            ["use"] = "sig",
            ["kty"] = "RSA",
            ["kid"] = kid,
            ["alg"] = "RS256",
            ["n"] = Base64Url.EncodeToString(parameters.Modulus),
            ["e"] = Base64Url.EncodeToString(parameters.Exponent),
        };
    }

    public ValueTask DisposeAsync() => _clerk.DisposeAsync();

    private static JsonObject Change(JsonObject json, (string Name, JsonNode? Value)[] changes)
    {
        foreach (var (name, value) in changes)
        {
            json.Remove(name);
            if (value is not null)
            {
                json[name] = value;
            }
        }

        return json;
    }
}
