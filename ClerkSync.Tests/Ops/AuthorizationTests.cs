using System.Net;
using ClerkSync.LocalHost.Functions;
using ClerkSync.Tests.Drivers;
using Microsoft.Azure.Functions.Worker;

namespace ClerkSync.Tests.Ops;

/// <summary>Nobody gets in without a signature or a key, whatever function is added.</summary>
public sealed class AuthorizationTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly IReadOnlyList<LocalFunction> Functions = FunctionFinder.Find(
        typeof(ClerkSync.Functions.Webhooks.ReceiveClerkWebhook).Assembly.GetExportedTypes()
    );

    public static TheoryData<string, string> OpsRoutes =>
        new()
        {
            { "GET", "ops/deliveries" },
            { "GET", "ops/deliveries/msg_1" },
            { "POST", "ops/deliveries/msg_1/replay" },
            { "POST", "ops/replays" },
            { "POST", "ops/backfill" },
            { "POST", "ops/drift" },
            { "POST", "ops/repair" },
            { "GET", "ops/runs" },
            { "GET", "ops/runs/1" },
        };

    [Fact]
    public void Only_the_webhook_and_the_health_are_anonymous()
    {
        var open = Functions.Where(function => function.HttpTrigger?.AuthLevel == AuthorizationLevel.Anonymous);

        Assert.Equal(["GetHealth", "ReceiveClerkWebhook"], open.Select(function => function.Name).Order());
    }

    [Fact]
    public void All_others_take_a_function_key_or_a_timer()
    {
        var others = Functions.Where(function => function.HttpTrigger?.AuthLevel != AuthorizationLevel.Anonymous);

        Assert.All(
            others,
            function =>
                Assert.True(
                    function.TimerTrigger is not null || function.HttpTrigger?.AuthLevel == AuthorizationLevel.Function,
                    function.Name
                )
        );
    }

    [Fact]
    public void Timers_stand_where_local_builds_leave_them_out()
    {
        var timers = Functions.Where(function => function.TimerTrigger is not null);

        Assert.All(timers, function => Assert.Contains(".Timers.", function.EntryPoint, StringComparison.Ordinal));
    }

    [Fact]
    public void No_two_routes_fit_one_request()
    {
        // The host tries templates in the order of the functions, so a parameter beside a word of the same depth is a trap.
        var shapes = Functions
            .Where(function => function.HttpTrigger is not null)
            .SelectMany(function =>
                function.HttpTrigger!.Methods!.Select(method => (method, function.HttpTrigger.Route))
            )
            .ToList();

        Assert.DoesNotContain(
            shapes,
            one => shapes.Any(other => one != other && one.method == other.method && Fits(one.Route!, other.Route!))
        );
    }

    [Theory]
    [MemberData(nameof(OpsRoutes))]
    public async Task Without_the_key_nothing_is_told(string method, string path)
    {
        await using var app = await TestApp.StartAsync(database);

        var none = await app.AskAsync(new HttpMethod(method), path, key: null);
        var wrong = await app.AskAsync(new HttpMethod(method), path, key: "guess");

        Assert.Equal((HttpStatusCode.Unauthorized, ""), (none.Status, none.Body));
        Assert.Equal((HttpStatusCode.Unauthorized, ""), (wrong.Status, wrong.Body));
    }

    private static bool Fits(string one, string other)
    {
        var (left, right) = (one.Split('/'), other.Split('/'));
        return left.Length == right.Length
            && left.Zip(right).All(pair => pair.First == pair.Second || pair.First[0] == '{' || pair.Second[0] == '{');
    }
}
