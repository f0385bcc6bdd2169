using System.Net;
using System.Text;
using ClerkSync.AspNetCore.Functions;
using ClerkSync.Functions.Webhooks;
using ClerkSync.Tests.Drivers;
using DesignForge;
using DesignForge.Http;

namespace ClerkSync.Tests.Publish;

/// <summary>The published function app as a process of its own, under a host that speaks the real one's protocol.</summary>
[Collection(PublishedOnce.Name)]
public sealed class WorkerTests(PublishedFixture published, TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task Worker_tells_its_functions_and_applies_a_delivery()
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
        // Its middleware runs around ClerkSync's functions too, as it does under up.
        Assert.True(Guid.TryParse(answer.Headers[InvocationIdHeader.Name], out _));
    }

    [Theory]
    [InlineData("GET", "\"isHealthy\":true")]
    [InlineData("HEAD", "")]
    public async Task Worker_tells_the_health_by_GET_and_HEAD(string method, string part)
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

    /// <remarks>A setting is checked before the worker connects, where the options' own check at start-up was reported to be ignored.</remarks>
    [Fact]
    public async Task Worker_without_a_setting_ends_with_a_sentence()
    {
        var ended = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync());

        Assert.Contains("DATABASE_URL is not set", ended.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Worker_starts_while_the_database_is_away_and_says_so_to_the_first_delivery()
    {
        await using var host = await StartAsync(("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nothing"));

        var answer = await host.DeliverAsync(Sign(new UserEvent { Id = "user_1" }));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.Status);
        Assert.Contains("database_unavailable", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Worker_hands_over_the_bytes_as_they_came()
    {
        await using var host = await StartAsync(("DATABASE_URL", database.ConnectionString));

        var broken = await host.DeliverAsync(Delivery.Sign([.. "{}"u8, 0xff], "msg_1", TestApp.Secret));
        // What the host makes of a chunked request.
        var lost = await host.DeliverAsync(Sign(new UserEvent { Id = "user_1" }) with { Body = [] });

        Assert.Contains("invalid_encoding", broken.Body, StringComparison.Ordinal);
        Assert.Contains("invalid_signature", lost.Body, StringComparison.Ordinal);
    }

    /// <remarks>The platform ends an instance by a signal, the host its worker by a message.</remarks>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Worker_that_is_to_end_answers_what_it_has_taken(bool bySignal)
    {
        await database.MakeSignUpsSlowAsync();
        await using var host = await StartAsync(("DATABASE_URL", database.ConnectionString));
        var answers = Enumerable
            .Range(0, 32)
            .Select(_ => host.DeliverAsync(Sign(UserEvent.Created(UserEvent.NewId()))))
            .ToList();
        await database.WaitForASlowSignUpAsync();
        // So that the others are in the queue.
        await Task.Delay(500);
        Assert.Contains(answers, answer => !answer.IsCompleted);

        await (bySignal ? host.Worker.SendSigTermAsync() : host.SendTerminateAsync());

        Assert.All(await Task.WhenAll(answers), answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
        await host.Worker.Ended.WaitAsync(TimeSpan.FromSeconds(15));
    }

    private Task<FunctionsHost> StartAsync(params (string Name, string Value)[] settings) =>
        StartAsync(published.App, settings);

    private static Task<FunctionsHost> StartAsync(string app, params (string Name, string Value)[] settings) =>
        FunctionsHost.StartAsync(app, [("CLERK_WEBHOOK_SIGNING_SECRET", TestApp.Secret), .. settings]);

    private static IEnumerable<string> FunctionsOf(Type one) =>
        FunctionFinder.Find(one.Assembly.GetExportedTypes()).Select(function => function.Name);

    private static Delivery Sign(ITestEvent testEvent) =>
        Delivery.Sign(
            Encoding.UTF8.GetBytes(testEvent.ToJson().ToJsonString()),
            $"msg_{Guid.NewGuid():n}",
            TestApp.Secret
        );
}
