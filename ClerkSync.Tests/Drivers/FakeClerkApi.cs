using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using ClerkSync.Core;
using ClerkSync.Core.ClerkApi;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ClerkSync.Tests.Drivers;

/// <summary>
/// A fake of Clerk over real HTTP, with the published keys and the routes of the Backend API that ClerkSync uses. The tests have
/// no other fake of Clerk.
/// </summary>
/// <remarks>
/// For tests that need a failing request, an unreadable object, an object with a given version, or a clock that jumps. The other
/// tests use the simulated Clerk by <c>ClerkDriver</c>, which stores only valid objects and assigns their IDs and versions.
/// </remarks>
internal sealed class FakeClerkApi : IAsyncDisposable
{
    /// <summary>Made up for the tests.</summary>
    public const string Key = "sk_test_made0up0for0the0tests";

    /// <summary>The instance of <see cref="Key"/> and of the events that tests build.</summary>
    public const string InstanceId = "ins_1";

    private readonly WebApplication _app;
    private readonly LogCollector _logs = new(LogLevel.Trace);
    private readonly List<ServiceProvider> _services = [];

    private FakeClerkApi(WebApplication app) => _app = app;

    /// <summary>
    /// A clock that does not run by itself. Waits end at once. A request times out only on <see cref="JumpingTime.ExpireDeadlines"/>.
    /// </summary>
    public JumpingTime Time { get; } = new(ClerkApiRequests.Timeout);

    public string Url => _app.Urls.Single();

    /// <summary>The settings of an app that uses this API with <see cref="Key"/>.</summary>
    public (string Name, string Value)[] Settings => [(ClerkApiUrl.Setting, Url), (ClerkSecretKey.Setting, Key)];

    /// <summary>The users in the order of their creation.</summary>
    public List<JsonObject> Users { get; init; } = [];
    public List<JsonObject> Organizations { get; init; } = [];
    public List<JsonObject> Memberships { get; init; } = [];

    /// <summary>The published keys of its session tokens.</summary>
    public List<JsonObject> Keys { get; init; } = [];

    /// <summary>The maximum number of objects on a page, regardless of the requested limit.</summary>
    public int MaxPageSize { get; set; } = int.MaxValue;

    /// <summary>The only key that is accepted.</summary>
    public string? AcceptedKey { get; set; } = Key;

    /// <summary>The responses to the next requests. Each response is used once.</summary>
    public ConcurrentQueue<RequestDelegate> Faults { get; } = [];

    /// <summary>The response to every request once <see cref="Faults"/> is empty; null responds normally.</summary>
    public RequestDelegate? Always { get; set; }

    public ConcurrentQueue<ReceivedRequest> Requests { get; } = [];

    /// <summary>Everything that the created services logged, at all levels.</summary>
    public IReadOnlyCollection<string> Logs => _logs.Lines;

    public static async Task<FakeClerkApi> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var api = new FakeClerkApi(app);
        app.Run(api.AnswerAsync);
        await app.StartAsync();
        return api;
    }

    /// <summary>Creates a client as an application does.</summary>
    public ClerkApiClient CreateClient(string? key = Key, TimeProvider? time = null, string? url = null) =>
        Create<ClerkApiClient>(time ?? Time, (ClerkApiUrl.Setting, url ?? Url), (ClerkSecretKey.Setting, key));

    /// <summary>Creates a service as an application does, but without a database.</summary>
    public T Create<T>(TimeProvider time, params IEnumerable<(string Name, string? Value)> settings)
        where T : class
    {
        var values = new Dictionary<string, string?> { ["DATABASE_URL"] = "Host=localhost" };
        foreach (var (name, value) in settings)
        {
            // A later setting replaces an earlier one.
            values[name] = value;
        }

        var configuration = new ConfigurationBuilder().AddInMemoryCollection(values).Build();
        var services = new ServiceCollection()
            .AddSingleton(time)
            .AddClerkSyncCore(configuration)
            .AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(_logs))
            .BuildServiceProvider();
        _services.Add(services);
        return services.GetRequiredService<T>();
    }

    /// <summary>Waits for the first request, and another 100 ms for the client to process the response.</summary>
    public async Task WaitForRequestAsync()
    {
        while (Requests.IsEmpty)
        {
            await Task.Delay(5);
        }

        await Task.Delay(100);
    }

    public async ValueTask DisposeAsync()
    {
        _services.ForEach(services => services.Dispose());
        using var atOnce = new CancellationTokenSource(TimeSpan.Zero);
        await _app.StopAsync(atOnce.Token);
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var request = context.Request;
        Requests.Enqueue(
            new ReceivedRequest(
                request.Path + request.QueryString,
                request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString()),
                Time.Elapsed
            )
        );
        if ((Faults.TryDequeue(out var fault) ? fault : Always) is { } answer)
        {
            await answer(context);
        }
        // The path of the issuer, and the path of the Backend API, which Clerk's SDK requests.
        else if (Path.GetFileNameWithoutExtension(request.Path.Value) == "jwks")
        {
            var keys = new JsonArray([.. Keys.Select(key => key.DeepClone())]);
            await Answers.Json(new JsonObject { ["keys"] = keys })(context);
        }
        else if (request.Headers.Authorization != $"Bearer {AcceptedKey}")
        {
            await Answers.Error(401, "clerk_key_invalid")(context);
        }
        else
        {
            await FindRoute(request)(context);
        }
    }

    /// <summary>Returns the response to a valid request.</summary>
    public RequestDelegate FindRoute(HttpRequest request) =>
        request.Path.Value!.Split('/') switch
        {
            ["", "v1", "users"] => Answers.Users(Users, request.Query, MaxPageSize),
            ["", "v1", "users", "count"] => Answers.UserCount(Users, request.Query),
            ["", "v1", "users", var id] => Answers.Find(Users, id),
            ["", "v1", "organizations"] => Answers.List(Organizations, request.Query, MaxPageSize),
            ["", "v1", "organizations", var id] => Answers.Find(Organizations, id),
            ["", "v1", "organizations", var id, "memberships"] => Answers.Memberships(
                Memberships.FindAll(membership =>
                    membership["organization"] is not JsonObject organization || (string?)organization["id"] == id
                ),
                request.Query
            ),
            ["", "v1", "organization_memberships"] => Answers.List(Memberships, request.Query, MaxPageSize),
            ["", "v1", "instance"] => Answers.Json(
                new JsonObject { ["id"] = InstanceId, ["environment_type"] = "development" }
            ),
            _ => Answers.Error(404, "url_not_found"),
        };
}
