using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using ClerkSync.Cli.Settings;
using ClerkSync.Core;
using ClerkSync.Core.Users;
using ClerkSync.LocalHost.Up;
using ClerkSync.SimulatedClerk.Objects;
using ClerkSync.Tests.Cli;
using ClerkSync.Tests.Drivers;
using Dapper;
using DesignForge;
using DesignForge.DesignSystems;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace ClerkSync.Tests.Samples;

/// <summary>The sample as <c>up --with samples/DesignForge</c> starts it, with a simulated Clerk.</summary>
public sealed class DesignForgeApp : IAsyncLifetime
{
    private readonly CliFolder _folder = new();
    private readonly HttpClient _http = new();
    private UpSession _session = null!;
    private NpgsqlDataSource _database = null!;
    private ServiceProvider _services = null!;

    internal UserService Users => _services.GetRequiredService<UserService>();

    public async Task InitializeAsync()
    {
        var databaseUrl = await TestPostgres.CreateDatabaseAsync();
        _database = NpgsqlDataSource.Create(databaseUrl);
        var configuration = VerbSettings.FromEnvironment(_folder.Around(("DATABASE_URL", databaseUrl))).Configuration;
        _services = new ServiceCollection().AddClerkSyncCore(configuration).BuildServiceProvider();
        _session = await UpSession.StartAsync(
            new UpOptions
            {
                Data = _folder.Data,
                Configuration = configuration,
                Application = new LocalApplication(typeof(DesignForgeApplication).Assembly),
            },
            new Progress<string>(),
            CancellationToken.None
        );
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _session.DisposeAsync();
        await _services.DisposeAsync();
        await _database.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>Creates a user at Clerk and signs them in.</summary>
    internal async Task<SignedIn> SignUpAsync()
    {
        var user = _session.Clerk!.Users.Create(new NewUser { Emails = [$"{Guid.NewGuid():n}@example.com"] });
        var url = new Uri($"{_session.Clerk.BaseUrl}/simulate/tokens");
        using var request = new HttpRequestMessage(HttpMethod.Post, url);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _session.Clerk.SecretKey);
        request.Content = JsonContent.Create(new { userId = user.Id });
        using var response = await _http.SendAsync(request);
        var token = JsonNode.Parse(await response.Content.ReadAsStringAsync())!["token"]!.GetValue<string>();
        return new SignedIn(this, new ClerkId(user.Id), token);
    }

    internal async Task DeleteAtClerkAsync(ClerkId user)
    {
        _session.Clerk!.Users.Delete(user.Value);
        Assert.True(await _session.Clerk.WaitUntilIdleAsync(TimeSpan.FromSeconds(20), CancellationToken.None));
    }

    /// <summary>Calls a function that requires the function key.</summary>
    internal Task<Answer> AskAsync(string path) =>
        SendAsync(HttpMethod.Get, $"{path}?code={_session.FunctionKey}", token: null);

    /// <param name="path">The path below <c>/api/</c>.</param>
    /// <param name="token">Null sends no token.</param>
    /// <param name="body">Null sends no body.</param>
    /// <param name="idempotencyKey">Null sends no key.</param>
    internal async Task<Answer> SendAsync(
        HttpMethod method,
        string path,
        string? token,
        string? body = null,
        string? idempotencyKey = null
    )
    {
        using var request = new HttpRequestMessage(method, new Uri(_session.Health, path));
        if (idempotencyKey is not null)
        {
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        }

        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        using var response = await _http.SendAsync(request);
        return new Answer(response.StatusCode, await response.Content.ReadAsStringAsync(), RetryAfter: null);
    }

    /// <summary>Sends a GET request and returns the headers of the response.</summary>
    internal async Task<HttpResponseHeaders> GetHeadersAsync(string path, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_session.Health, path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await _http.SendAsync(request);
        return response.Headers;
    }

    /// <summary>Creates a design system at a cost that is not in the settings.</summary>
    internal async Task<DesignSystem?> CreateAsync(ClerkId user, string name, long cost, string idempotencyKey)
    {
        var store = ActivatorUtilities.CreateInstance<DesignSystemStore>(_services);
        var owner = await Users.FindByClerkIdAsync(user, default);
        var design = new NewDesignSystem { Name = name, Colors = ["#0a7cff"] };
        return (await store.CreateAsync(owner!, design, cost, idempotencyKey, default)).Made;
    }

    /// <summary>Starts a second instance without a database. It accepts tokens of the same Clerk.</summary>
    internal Task<TestApp> StartWithoutDatabaseAsync() =>
        TestApp.StartAsync(
            new LocalApplication(typeof(DesignForgeApplication).Assembly),
            ("DATABASE_URL", "Host=127.0.0.1;Port=1;Username=nobody;Database=none"),
            ("CLERK_ISSUER", _session.Clerk!.BaseUrl),
            ("CLERK_JWT_KEY", _session.Clerk.JwtKey)
        );

    internal async Task ExecuteAsync(string sql)
    {
        await using var connection = await _database.OpenConnectionAsync();
        await connection.ExecuteAsync(sql);
    }

    /// <summary>Counts the rows of a user in a table that references <c>users</c>.</summary>
    internal async Task<long> CountAsync(string table, ClerkId user)
    {
        await using var connection = await _database.OpenConnectionAsync();
        return await connection.ExecuteScalarAsync<long>(
            $"select count(*) from {table} t join users u on u.id = t.user_id where u.clerk_id = @Value",
            user
        );
    }

    /// <summary>Counts the design systems with a name, for all users.</summary>
    internal async Task<long> CountAllAsync(string name)
    {
        await using var connection = await _database.OpenConnectionAsync();
        return await connection.ExecuteScalarAsync<long>(
            "select count(*) from design_systems where name = @name",
            new { name }
        );
    }
}

/// <summary>A user with a session.</summary>
internal sealed record SignedIn(DesignForgeApp App, ClerkId Id, string Token)
{
    public Task<Answer> GetAsync(string path) => App.SendAsync(HttpMethod.Get, path, Token);

    public Task<Answer> PostAsync(string body, string? idempotencyKey = null) =>
        App.SendAsync(HttpMethod.Post, "design-systems", Token, body, idempotencyKey);

    public Task<Answer> CreateAsync(string name, string? idempotencyKey = null) =>
        PostAsync(
            new JsonObject { ["name"] = name, ["colors"] = new JsonArray("#0a7cff", "#FFFFFF") }.ToJsonString(),
            idempotencyKey
        );

    public async Task<long> CreditsAsync() => (await App.Users.FindByClerkIdAsync(Id, default))!.Credits;
}
