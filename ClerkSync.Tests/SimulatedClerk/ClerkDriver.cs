using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using ClerkSync.Core.ClerkApi;
using ClerkSync.SimulatedClerk;
using ClerkSync.SimulatedClerk.Objects;
using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.SimulatedClerk;

/// <summary>A simulated Clerk and a client with its key.</summary>
internal sealed class ClerkDriver : IAsyncDisposable
{
    private readonly HttpClient _http;

    private ClerkDriver(SimulatedClerkServer clerk)
    {
        Clerk = clerk;
        _http = new HttpClient { BaseAddress = new Uri(clerk.BaseUrl) };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", clerk.SecretKey);
    }

    public SimulatedClerkServer Clerk { get; }

    /// <summary>The settings of an app that uses this simulated Clerk.</summary>
    public (string Name, string Value)[] Settings =>
        [(ClerkApiUrl.Setting, Clerk.BaseUrl), (ClerkSecretKey.Setting, Clerk.SecretKey)];

    public static async Task<ClerkDriver> StartAsync(
        Inbox? inbox = null,
        SimulationSettings? settings = null,
        string? dataFolder = null
    ) =>
        new(
            await SimulatedClerkServer.StartAsync(
                new SimulatedClerkOptions
                {
                    Endpoint = inbox?.Endpoint,
                    WebhookSecret = TestApp.Secret,
                    Settings = settings ?? new SimulationSettings { Concurrency = 1 },
                    DataFolder = dataFolder,
                    InstanceId = dataFolder is null ? FakeClerkApi.InstanceId : null,
                },
                CancellationToken.None
            )
        );

    public SimulatedUser SignUp(string? email = null) =>
        Clerk.Users.Create(new NewUser { Emails = [email ?? $"{Guid.NewGuid():n}@example.com"], FirstName = "Ada" });

    public async Task<ReceivedAnswer> SendAsync(HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = JsonContent.Create(body);
        }

        using var response = await _http.SendAsync(request);
        return new ReceivedAnswer(
            response.StatusCode,
            JsonNode.Parse(await response.Content.ReadAsStringAsync())!,
            response.Headers.RetryAfter?.Delta
        );
    }

    public Task<ReceivedAnswer> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public async Task WaitUntilIdleAsync() =>
        Assert.True(await Clerk.WaitUntilIdleAsync(TimeSpan.FromSeconds(20), CancellationToken.None));

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Clerk.DisposeAsync();
    }
}

internal sealed record ReceivedAnswer(HttpStatusCode Status, JsonNode Body, TimeSpan? RetryAfter)
{
    public string ErrorCode => Body["errors"]![0]!["code"]!.GetValue<string>();

    public IReadOnlyList<string> Ids => [.. Body.AsArray().Select(item => item!["id"]!.GetValue<string>())];
}
