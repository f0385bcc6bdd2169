using System.Net;
using System.Net.Http.Headers;
using System.Reflection;
using System.Text;
using System.Text.Json.Nodes;
using ClerkSync.AspNetCore.Functions;
using ClerkSync.Core.Sessions;
using ClerkSync.Functions;
using ClerkSync.LocalHost.Functions;
using ClerkSync.LocalHost.Up;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ClerkSync.Tests.Drivers;

/// <summary>The function app on Kestrel, with real HTTP and a real database.</summary>
internal sealed class TestApp : IAsyncDisposable
{
    /// <summary>Made up for the tests.</summary>
    public const string Secret = "whsec_dGhpcyBpcyBhIHNlY3JldCBmb3IgdGVzdHM=";

    /// <summary>The key of the functions that are not anonymous. <see cref="AskAsync"/> sends it.</summary>
    public const string FunctionKey = "a-key-for-tests";

    private static readonly Assembly Functions = typeof(ClerkSync.Functions.Webhooks.ReceiveClerkWebhook).Assembly;

    /// <summary>The timers. They are disabled, because a test runs a timer itself, and the clock must not run it first.</summary>
    private static readonly IReadOnlyList<string> Timers =
    [
        .. FunctionFinder
            .Find(Functions.GetExportedTypes())
            .Where(function => function.TimerTrigger is not null)
            .Select(function => function.Name),
    ];

    private readonly WebApplication _app;
    private readonly LogCollector _logs;

    private TestApp(WebApplication app, LogCollector logs)
    {
        _app = app;
        _logs = logs;
        Http = new HttpClient { BaseAddress = new Uri(app.Urls.Single() + "/") };
    }

    public HttpClient Http { get; }

    public IReadOnlyCollection<string> Logs => _logs.Lines;

    /// <summary>Starts an app with a database.</summary>
    /// <param name="database">The database of the app, unless <paramref name="settings"/> name another.</param>
    /// <param name="settings">Settings that are added to the required settings or replace them.</param>
    public static Task<TestApp> StartAsync(TestDatabase database, params (string Name, string Value)[] settings) =>
        StartAsync([("DATABASE_URL", database.AppUrl), .. settings]);

    public static Task<TestApp> StartAsync(params (string Name, string Value)[] settings) =>
        StartAsync(_ => { }, settings);

    /// <summary>Starts an app with replaced services.</summary>
    /// <param name="replace">Registers services that replace those of ClerkSync, such as a clock.</param>
    /// <param name="settings">Settings that are added to the required settings or replace them.</param>
    public static Task<TestApp> StartAsync(
        Action<IServiceCollection> replace,
        params (string Name, string Value)[] settings
    ) => StartAsync(replace, application: null, settings);

    /// <summary>Starts an app with the functions of an application in addition to ClerkSync's.</summary>
    public static Task<TestApp> StartAsync(
        LocalApplication application,
        params (string Name, string Value)[] settings
    ) => StartAsync(_ => { }, application, settings);

    private static async Task<TestApp> StartAsync(
        Action<IServiceCollection> replace,
        LocalApplication? application,
        (string Name, string Value)[] settings
    )
    {
        var values = new Dictionary<string, string?> { ["CLERK_WEBHOOK_SIGNING_SECRET"] = Secret };
        foreach (var timer in Timers)
        {
            values[FunctionSettings.Disabled(timer)] = "true";
        }

        foreach (var (name, value) in settings)
        {
            values[name] = value;
        }

        var configuration = new ConfigurationBuilder().AddInMemoryCollection(values).Build();
        var logs = new LogCollector(LogLevel.Debug);
        var app = LocalFunctionsHost.Build(
            new LocalFunctionsOptions
            {
                Port = 0,
                FunctionKey = FunctionKey,
                Configuration = configuration,
                AllowedOrigins = AuthorizedParties.Read(configuration),
                Assemblies = [Functions, .. application is null ? (Assembly[])[] : [application.Assembly]],
                ConfigureServices = services =>
                {
                    replace(services);
                    services.AddClerkSyncFunctions(configuration);
                    application?.Configure(services, configuration);
                    services.AddLogging(logging =>
                        logging.ClearProviders().AddProvider(logs).AddFilter(nameof(ClerkSync), LogLevel.Debug)
                    );
                },
                UseMiddleware = worker => application?.Use(worker),
            }
        );
        await app.StartAsync();
        return new TestApp(app, logs);
    }

    public T Get<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    public Task<Answer> DeliverAsync(ITestEvent testEvent, string? svixId = null) =>
        DeliverAsync(testEvent.ToJson(), svixId);

    public Task<Answer> DeliverAsync(JsonNode json, string? svixId = null) =>
        SendAsync(
            Delivery.Sign(Encoding.UTF8.GetBytes(json.ToJsonString()), svixId ?? $"msg_{Guid.NewGuid():n}", Secret)
        );

    public async Task<Answer> SendAsync(Delivery delivery)
    {
        using var request = delivery.ToRequest(new Uri(Http.BaseAddress!, "api/webhooks/clerk"));
        using var response = await Http.SendAsync(request);
        return new Answer(
            response.StatusCode,
            await response.Content.ReadAsStringAsync(),
            response.Headers.RetryAfter?.Delta
        );
    }

    /// <summary>Calls a function, with the function key unless another is given.</summary>
    /// <param name="method">The HTTP method.</param>
    /// <param name="path">The path below <c>/api/</c>, with the query.</param>
    /// <param name="key">The function key; null sends none.</param>
    /// <param name="token">The session token; null sends none.</param>
    /// <param name="body">The body in JSON; null sends none.</param>
    public async Task<Answer> AskAsync(
        HttpMethod method,
        string path,
        string? key = FunctionKey,
        string? token = null,
        string? body = null
    )
    {
        using var request = new HttpRequestMessage(method, new Uri($"api/{path}", UriKind.Relative));
        if (key is not null)
        {
            request.Headers.Add("x-functions-key", key);
        }

        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        using var response = await Http.SendAsync(request);
        return new Answer(
            response.StatusCode,
            await response.Content.ReadAsStringAsync(),
            response.Headers.RetryAfter?.Delta
        );
    }

    /// <summary>Starts a run, and waits for its result.</summary>
    /// <param name="path">The path below <c>/api/</c>, such as <c>ops/drift</c>.</param>
    public async Task<JsonNode> RunToResultAsync(string path)
    {
        var run = await RunToEndAsync(path);
        Assert.True(run["result"] is not null, run.ToJsonString());
        return run["result"]!;
    }

    /// <summary>Starts a run, and waits until it has ended.</summary>
    /// <param name="path">The path below <c>/api/</c>, such as <c>ops/drift</c>.</param>
    public async Task<JsonNode> RunToEndAsync(string path)
    {
        var started = await AskAsync(HttpMethod.Post, path);
        Assert.Equal(HttpStatusCode.Accepted, started.Status);
        while (true)
        {
            var run = (await AskAsync(HttpMethod.Get, $"ops/runs/{started.Json()["id"]}")).Json();
            if ((string?)run["status"] != "running")
            {
                return run;
            }

            await Task.Delay(20);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
