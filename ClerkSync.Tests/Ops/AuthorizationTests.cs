using System.Net;
using ClerkSync.AspNetCore.Functions;
using ClerkSync.Functions.Http;
using ClerkSync.Tests.Drivers;
using Microsoft.Azure.Functions.Worker;

namespace ClerkSync.Tests.Ops;

/// <summary>Every function that is not public requires a key or a session. New functions are tested automatically.</summary>
public sealed class AuthorizationTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly IReadOnlyList<KestrelFunction> Functions = FunctionFinder.Find(
        typeof(ClerkSync.Functions.Webhooks.ReceiveClerkWebhook).Assembly.GetExportedTypes()
    );

    public static TheoryData<string, string> OpsRoutes =>
        new()
        {
            { "GET", "ops/status" },
            { "GET", "ops/charts" },
            { "GET", "ops/failures" },
            { "GET", "ops/deliveries" },
            { "GET", "ops/deliveries/msg_1" },
            { "POST", "ops/deliveries/msg_1/replay" },
            { "POST", "ops/replays" },
            { "POST", "ops/backfill" },
            { "POST", "ops/drift" },
            { "POST", "ops/repair" },
            { "GET", "ops/runs" },
            { "GET", "ops/runs/1" },
            { "POST", "ops/runs/1/stop" },
            { "GET", "ops/people?q=a" },
            { "GET", "ops/people/user_1" },
            { "GET", "ops/people/user_1/clerk" },
            { "POST", "ops/people/user_1/repair" },
            { "GET", "ops/users?email=a" },
            { "GET", "ops/users/user_1" },
            { "POST", "ops/users/user_1/plan" },
            { "POST", "ops/users/user_1/credits" },
            { "POST", "access/connection" },
            { "GET", "ops/access/fields" },
            { "GET", "ops/access/mapping" },
            { "PUT", "ops/access/mapping" },
            { "GET", "ops/access/status" },
            { "GET", "ops/access/prices" },
            { "GET", "ops/access/incidents/1/repair" },
            { "POST", "ops/access/incidents/1/approve" },
            { "POST", "ops/access/check" },
            { "GET", "ops/access/incidents" },
            { "GET", "ops/access/ledger" },
        };

    public static TheoryData<string, string> RoutesWithoutFunctionKey
    {
        get
        {
            var routes = new TheoryData<string, string>();
            foreach (
                var trigger in Functions
                    .Where(function => !IsPublic(function))
                    .Select(function => function.HttpTrigger)
                    .Where(trigger => trigger?.AuthLevel == AuthorizationLevel.Anonymous)
            )
            {
                routes.Add(
                    trigger!.Methods!.Single().ToUpperInvariant(),
                    trigger.Route!.Replace("{id}", "1", StringComparison.Ordinal)
                );
            }

            return routes;
        }
    }

    [Fact]
    public void Only_webhook_health_OpenAPI_and_page_routes_are_public()
    {
        Assert.Equal(
            [
                "ClerkSyncGetAccount",
                "ClerkSyncGetConsole",
                "ClerkSyncGetHealth",
                "ClerkSyncGetOpenApi",
                "ClerkSyncReceiveClerkWebhook",
            ],
            Functions.Where(IsPublic).Select(function => function.Name).Order()
        );
    }

    [Fact]
    public void No_function_requires_the_master_key_of_the_host()
    {
        Assert.All(
            Functions.Where(function => function.HttpTrigger is not null),
            function =>
                Assert.True(
                    function.HttpTrigger!.AuthLevel is AuthorizationLevel.Function or AuthorizationLevel.Anonymous,
                    function.Name
                )
        );
    }

    [Theory]
    [MemberData(nameof(RoutesWithoutFunctionKey))]
    public async Task Private_route_without_a_function_key_rejects_anonymous_callers(string method, string path)
    {
        await using var app = await TestApp.StartAsync(database);

        var answer = await app.AskAsync(new HttpMethod(method), path, key: null);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.Status);
    }

    [Fact]
    public void Timers_are_in_a_namespace_that_local_builds_exclude()
    {
        var timers = Functions.Where(function => function.TimerTrigger is not null);

        Assert.All(timers, function => Assert.Contains(".Timers.", function.EntryPoint, StringComparison.Ordinal));
    }

    [Fact]
    public void No_two_routes_match_the_same_request()
    {
        // The host tries templates in the order of the functions, so a parameter next to a literal segment can hide a route.
        var shapes = Functions
            .Where(function => function.HttpTrigger is not null)
            .SelectMany(function =>
                function.HttpTrigger!.Methods!.Select(method => (method, function.HttpTrigger.Route))
            )
            .ToList();

        Assert.DoesNotContain(
            shapes,
            one => shapes.Any(other => one != other && one.method == other.method && Overlap(one.Route!, other.Route!))
        );
    }

    [Theory]
    [MemberData(nameof(OpsRoutes))]
    public async Task Request_without_the_right_key_gets_an_empty_401(string method, string path)
    {
        await using var app = await TestApp.StartAsync(database);

        var none = await app.AskAsync(new HttpMethod(method), path, key: null);
        var wrong = await app.AskAsync(new HttpMethod(method), path, key: "guess");

        Assert.Equal((HttpStatusCode.Unauthorized, ""), (none.Status, none.Body));
        Assert.Equal((HttpStatusCode.Unauthorized, ""), (wrong.Status, wrong.Body));
    }

    private static bool IsPublic(KestrelFunction function) =>
        function.Method.IsDefined(typeof(PublicRouteAttribute), inherit: false);

    private static bool Overlap(string one, string other)
    {
        var (left, right) = (one.Split('/'), other.Split('/'));
        return left.Length == right.Length
            && left.Zip(right).All(pair => pair.First == pair.Second || pair.First[0] == '{' || pair.Second[0] == '{');
    }
}
