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

/// <summary>The only fake of Clerk in the tests: its Backend API and its published keys over real HTTP, as far as ClerkSync asks for them.</summary>
/// <remarks>
/// For tests in which a request must fail, an object must be unreadable or of a certain version, or the clock must jump. The simulated
/// Clerk stores only valid objects, and gives each its own id and version. It serves the other tests, by <c>ClerkDriver</c>.
/// </remarks>
internal sealed class FakeClerkApi : IAsyncDisposable
{
    /// <summary>Made up for the tests.</summary>
    public const string Key = "sk_test_made0up0for0the0tests";

    /// <summary>The instance of its key, and of the events that tests build.</summary>
    public const string InstanceId = "ins_1";

    private readonly WebApplication _app;
    private readonly LogCollector _logs = new(LogLevel.Trace);
    private readonly List<ServiceProvider> _services = [];

    private FakeClerkApi(WebApplication app) => _app = app;

    /// <summary>Never passes by itself: waits end at once, and the time limit of a request only when it is told.</summary>
    public JumpingTime Time { get; } = new(ClerkApiRequests.Timeout);

    public string Url => _app.Urls.Single();

    /// <summary>What an app that asks it with <see cref="Key"/> is configured with.</summary>
    public (string Name, string Value)[] Settings => [(ClerkApiUrl.Setting, Url), (ClerkSecretKey.Setting, Key)];

    /// <summary>In the order in which they were made.</summary>
    public List<JsonObject> Users { get; init; } = [];
    public List<JsonObject> Organizations { get; init; } = [];
    public List<JsonObject> Memberships { get; init; } = [];

    /// <summary>The published keys of its session tokens.</summary>
    public List<JsonObject> Keys { get; init; } = [];

    /// <summary>No page holds more, whatever limit is asked for.</summary>
    public int MaxPageSize { get; set; } = int.MaxValue;

    /// <summary>The only key that is accepted.</summary>
    public string? AcceptedKey { get; set; } = Key;

    /// <summary>How the next requests are answered; each once.</summary>
    public ConcurrentQueue<RequestDelegate> Faults { get; } = [];

    /// <summary>How every request is answered after those.</summary>
    public RequestDelegate? Always { get; set; }

    public ConcurrentQueue<ReceivedRequest> Requests { get; } = [];

    /// <summary>Everything that the client's process logged, down to the finest level.</summary>
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

    /// <summary>A client as an application gets it.</summary>
    public ClerkApiClient CreateClient(string? key = Key, TimeProvider? time = null, string? url = null) =>
        Create<ClerkApiClient>(time ?? Time, (ClerkApiUrl.Setting, url ?? Url), (ClerkSecretKey.Setting, key));

    /// <summary>A service as an application gets it, without a database.</summary>
    public T Create<T>(TimeProvider time, params IEnumerable<(string Name, string? Value)> settings)
        where T : class
    {
        var values = new Dictionary<string, string?> { ["DATABASE_URL"] = "Host=localhost" };
        foreach (var (name, value) in settings)
        {
            // The last one counts.
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

    /// <summary>Returns when the first request has come, and a moment has passed for what follows its answer.</summary>
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
        // The issuer's path, and that of the Backend API, which Clerk's own SDK asks.
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

    /// <summary>How a request is answered that nothing is wrong with.</summary>
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
