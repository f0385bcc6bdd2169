using System.Net;
using System.Text;
using ClerkSync.AspNetCore.Functions;
using ClerkSync.Functions.Webhooks;
using ClerkSync.Tests.Drivers;
using DesignForge;
using DesignForge.Http;

namespace ClerkSync.Tests.Publish;

/// <summary>The published function app in a separate process, under a host that uses the protocol of the real host.</summary>
[Collection(PublishedOnce.Name)]
public sealed class WorkerTests(PublishedFixture published, TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task Worker_reports_its_functions_and_applies_a_delivery()
    {
        await using var host = await StartAsync(("DATABASE_URL", database.ConnectionString));

        var answer = await host.DeliverAsync(Sign(new UserEvent { Id = "user_1" }));

        Assert.Equal(FunctionsOf(typeof(ReceiveClerkWebhook)).Order(), host.Functions.Order());
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Contains("\"outcome\":\"applied\"", answer.Body, StringComparison.Ordinal);
        Assert.NotNull(await database.FindUserAsync("user_1"));
    }

    [Fact]
    public async Task Application_and_ClerkSync_run_in_one_worker()
    {
        await using var host = await StartAsync(published.Sample, ("DATABASE_URL", database.ConnectionString));

        var answer = await host.DeliverAsync(Sign(new UserEvent { Id = "user_2" }));

        string[] functions =
        [
            .. FunctionsOf(typeof(ReceiveClerkWebhook)),
            .. FunctionsOf(typeof(DesignForgeApplication)),
        ];
        Assert.Equal(functions.Order(), host.Functions.Order());
        Assert.Contains("\"outcome\":\"applied\"", answer.Body, StringComparison.Ordinal);
        // The application's middleware also runs around ClerkSync's functions, as it does with up.
        Assert.True(Guid.TryParse(answer.Headers[InvocationIdHeader.Name], out _));
    }

    [Theory]
    [InlineData("GET", "\"isHealthy\":true")]
    [InlineData("HEAD", "")]
    public async Task Worker_responds_to_GET_and_HEAD_requests_for_the_health(string method, string part)
    {
        await using var host = await StartAsync(("DATABASE_URL", database.ConnectionString));

        var answer = await host.InvokeAsync(
            "ClerkSyncGetHealth",
            new Protocol.Http { Method = method, Url = "http://localhost/api/health" }
        );

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Contains(part, answer.Body, StringComparison.Ordinal);
        Assert.Equal(part.Length == 0, answer.Body.Length == 0);
        Assert.Equal(["get", "head"], host.MethodsOf("ClerkSyncGetHealth"));
    }

    /// <remarks>
    /// The settings are checked before the worker connects. The start-up validation of options was reported to be ignored in a worker.
    /// </remarks>
    [Fact]
    public async Task Worker_without_a_required_setting_exits_with_an_error_message()
    {
        var ended = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync());

        Assert.Contains("DATABASE_URL is not set", ended.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Worker_without_a_database_starts_and_responds_to_a_delivery_with_503()
    {
        await using var host = await StartAsync(("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nothing"));

        var answer = await host.DeliverAsync(Sign(new UserEvent { Id = "user_1" }));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.Status);
        Assert.Contains("database_unavailable", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Worker_passes_the_body_on_unchanged()
    {
        await using var host = await StartAsync(("DATABASE_URL", database.ConnectionString));

        var broken = await host.DeliverAsync(Delivery.Sign([.. "{}"u8, 0xff], "msg_1", TestApp.Secret));
        // The host passes a chunked request on with an empty body.
        var lost = await host.DeliverAsync(Sign(new UserEvent { Id = "user_1" }) with { Body = [] });

        Assert.Contains("invalid_encoding", broken.Body, StringComparison.Ordinal);
        Assert.Contains("invalid_signature", lost.Body, StringComparison.Ordinal);
    }

    /// <remarks>The platform stops an instance with a signal. The host stops its worker with a message.</remarks>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Stopping_worker_completes_the_deliveries_in_flight(bool bySignal)
    {
        await database.MakeSignUpsSlowAsync();
        await using var host = await StartAsync(("DATABASE_URL", database.ConnectionString));
        var answers = Enumerable
            .Range(0, 32)
            .Select(_ => host.DeliverAsync(Sign(UserEvent.Created(UserEvent.NewId()))))
            .ToList();
        await database.WaitForASlowSignUpAsync();
        // Gives the other deliveries time to enter the queue.
        await Task.Delay(500);
        Assert.Contains(answers, answer => !answer.IsCompleted);

        await (bySignal ? host.Worker.SendSigTermAsync() : host.SendTerminateAsync());

        Assert.All(await Task.WhenAll(answers), answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
        await host.Worker.Exited.WaitAsync(TimeSpan.FromSeconds(15));
    }

    private Task<FunctionsHost> StartAsync(params (string Name, string Value)[] settings) =>
        StartAsync(published.App, settings);

    private static Task<FunctionsHost> StartAsync(string app, params (string Name, string Value)[] settings) =>
        FunctionsHost.StartAsync(app, [("CLERK_WEBHOOK_SIGNING_SECRET", TestApp.Secret), .. settings]);

    private static IEnumerable<string> FunctionsOf(Type type) =>
        FunctionFinder.Find(type.Assembly.GetExportedTypes()).Select(function => function.Name);

    private static Delivery Sign(ITestEvent testEvent) =>
        Delivery.Sign(
            Encoding.UTF8.GetBytes(testEvent.ToJson().ToJsonString()),
            $"msg_{Guid.NewGuid():n}",
            TestApp.Secret
        );
}
