using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using ClerkSync.Core;
using ClerkSync.Core.Sessions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ClerkSync.Tests.Drivers;

/// <summary>Who issues session tokens: over real HTTP, with keys of its own, and tokens with any header and claims.</summary>
internal sealed class FakeIssuer : IAsyncDisposable
{
    public const string Kid = "ins_ours";
    public const string Party = "https://app.example.com";

    private readonly WebApplication _app;
    private readonly LogCollector _logs = new(LogLevel.Trace);
    private readonly List<ServiceProvider> _services = [];

    private FakeIssuer(WebApplication app)
    {
        _app = app;
        Keys = [ToJwk(Kid, Key)];
    }

    /// <summary>Signs unless another one is named.</summary>
    public static RSA Key { get; } = RSA.Create(2048);

    public static RSA AnotherKey { get; } = RSA.Create(2048);

    public WatchedTime Time { get; } = new(new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero));

    public string Url => _app.Urls.Single();

    public long Now => Time.GetUtcNow().ToUnixTimeSeconds();

    /// <summary>What it publishes.</summary>
    public List<JsonObject> Keys { get; }

    /// <summary>How every request is answered; null gives the keys.</summary>
    public RequestDelegate? Always { get; set; }

    /// <summary>The paths that were asked for.</summary>
    public ConcurrentQueue<string> Requests { get; } = [];

    public IReadOnlyCollection<string> Logs => _logs.Lines;

    public static async Task<FakeIssuer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var issuer = new FakeIssuer(app);
        app.Run(issuer.AnswerAsync);
        await app.StartAsync();
        return issuer;
    }

    /// <summary>A verifier as an application gets it, which takes this issuer's tokens.</summary>
    public SessionTokenVerifier CreateVerifier(params (string Name, string? Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new("DATABASE_URL", "Host=localhost"), new(ClerkIssuer.Setting, Url)])
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Name, setting.Value)))
            .Build();
        var services = new ServiceCollection()
            .AddSingleton<TimeProvider>(Time)
            .AddClerkSync(configuration)
            .AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(_logs))
            .BuildServiceProvider();
        _services.Add(services);
        return services.GetRequiredService<SessionTokenVerifier>();
    }

    /// <summary>The setting of a verifier that needs no network.</summary>
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

    /// <summary>The claims of a good token of version 2; a change to null takes one away.</summary>
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

    public async ValueTask DisposeAsync()
    {
        _services.ForEach(services => services.Dispose());
        using var atOnce = new CancellationTokenSource(TimeSpan.Zero);
        await _app.StopAsync(atOnce.Token);
        await _app.DisposeAsync();
    }

    private Task AnswerAsync(HttpContext context)
    {
        Requests.Enqueue(context.Request.Path);
        var keys = new JsonObject { ["keys"] = new JsonArray([.. Keys.Select(key => key.DeepClone())]) };
        return (Always ?? Answers.Json(keys))(context);
    }

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
