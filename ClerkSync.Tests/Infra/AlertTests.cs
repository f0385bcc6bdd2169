using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ClerkSync.AspNetCore.Functions;
using ClerkSync.Functions.Ops.Timers;
using ClerkSync.Tests.Drivers;
using Microsoft.Extensions.Logging;

namespace ClerkSync.Tests.Infra;

/// <summary>The alerts match the names and log lines of the functions. Only the text of the queries is tested: Azure runs them.</summary>
public sealed partial class AlertTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly Lazy<Task<Plan>> Default = new(() => Plan.MakeAsync(("ALERT_EMAIL", "ops@example.com")));

    [BicepFact]
    public async Task Every_alert_is_enabled_and_has_a_recipient()
    {
        var plan = await Default.Value;

        var actionGroup = plan.Single("Microsoft.Insights/actionGroups").Text("id");
        Assert.Equal(6, (await RulesAsync()).Count());
        Assert.All(
            await RulesAsync(),
            rule =>
            {
                Assert.Equal("true", rule.Text("enabled"));
                Assert.Equal(actionGroup, Assert.Single(rule["actions"]!["actionGroups"]!.AsArray())!.ToString());
            }
        );
    }

    [BicepFact]
    public async Task Silence_alert_can_be_disabled()
    {
        var plan = await Plan.MakeAsync(("ALERT_ON_SILENCE", "false"));

        var off = Assert.Single(
            plan.All("Microsoft.Insights/scheduledQueryRules"),
            rule => rule.Text("properties", "enabled") == "false"
        );
        Assert.Contains("silence", off.Text("name"), StringComparison.Ordinal);
    }

    [BicepFact]
    public async Task Every_function_that_an_alert_names_exists()
    {
        var names = FunctionName().Matches(await QueriesAsync()).Select(match => match.Groups[1].Value).Distinct();

        var functions = FunctionFinder
            .Find(typeof(ClerkSync.Functions.Webhooks.ReceiveClerkWebhook).Assembly.GetExportedTypes())
            .Select(function => function.Name);
        Assert.Equal(
            [
                "ClerkSyncCheckAccess",
                "ClerkSyncCheckDrift",
                "ClerkSyncPurgeDeliveries",
                "ClerkSyncReceiveClerkWebhook",
                "ClerkSyncResumeRuns",
            ],
            names.Order()
        );
        Assert.Subset(functions.ToHashSet(), names.ToHashSet());
    }

    [BicepFact]
    public async Task Alert_for_missed_timers_covers_every_timer()
    {
        var timers = FunctionFinder
            .Find(typeof(CheckDrift).Assembly.GetExportedTypes())
            .Where(function => function.TimerTrigger is not null)
            .Select(function => function.Name)
            .ToList();

        var missed = (await RulesAsync()).Single(rule =>
            rule.Text("displayName").StartsWith("A timer", StringComparison.Ordinal)
        );

        var criterion = missed["criteria"]!["allOf"]![0]!;
        Assert.Equal(
            timers.Order(),
            FunctionName().Matches(criterion.Text("query")).Select(match => match.Groups[1].Value).Order()
        );
        Assert.Equal(("LessThan", $"{timers.Count}"), (criterion.Text("operator"), criterion.Text("threshold")));
    }

    [BicepFact]
    public async Task Log_line_of_a_rejected_delivery_matches_the_alert()
    {
        await using var app = await TestApp.StartAsync(database);

        await app.SendAsync(Delivery.Sign("{}"u8.ToArray(), "msg_rejected", TestApp.Secret));

        Assert.Contains(app.Logs, line => line.TrimEnd().EndsWith(": rejected", StringComparison.Ordinal));
        Assert.Contains("endswith ': rejected'", await QueriesAsync(), StringComparison.Ordinal);
    }

    [BicepFact]
    public async Task Log_line_of_a_delivery_of_another_instance_matches_the_alert()
    {
        const string End = ": wrong_instance";
        await using var app = await TestApp.StartAsync(database);
        var other = UserEvent.Created(UserEvent.NewId()).ToJson();
        other["instance_id"] = "ins_another";

        await app.DeliverAsync(UserEvent.Created(UserEvent.NewId()));
        await app.DeliverAsync(other);

        Assert.Contains(app.Logs, line => line.TrimEnd().EndsWith(End, StringComparison.Ordinal));
        Assert.Contains($"endswith '{End}'", await QueriesAsync(), StringComparison.Ordinal);
    }

    [BicepFact]
    public async Task Log_line_of_a_missing_secret_matches_the_alert()
    {
        const string End = "is not set: every webhook is rejected";
        await using var app = await TestApp.StartAsync(database, ("CLERK_WEBHOOK_SIGNING_SECRET", ""));

        await app.SendAsync(Delivery.Sign("{}"u8.ToArray(), "msg_rejected", TestApp.Secret));

        Assert.Contains(app.Logs, line => line.TrimEnd().EndsWith(End, StringComparison.Ordinal));
        Assert.Contains($"endswith '{End}'", await QueriesAsync(), StringComparison.Ordinal);
    }

    [BicepTheory]
    [InlineData(typeof(CheckDrift), "The database differs from Clerk")]
    [InlineData(typeof(CheckDrift), "Not all objects that Clerk counts could be compared with the database")]
    [InlineData(typeof(CheckAccess), "Access differs from what is paid for")]
    [InlineData(typeof(CheckAccess), "Access could not be checked completely")]
    public async Task Log_line_of_a_nightly_check_matches_the_alert(Type timer, string beginning)
    {
        var lines = timer
            .GetMethods(BindingFlags.Instance | BindingFlags.NonPublic)
            .Select(method => method.GetCustomAttribute<LoggerMessageAttribute>()?.Message);

        Assert.Contains(lines, line => line?.StartsWith(beginning, StringComparison.Ordinal) is true);
        Assert.Contains($"startswith '{beginning}'", await QueriesAsync(), StringComparison.Ordinal);
    }

    private static async Task<IEnumerable<JsonNode>> RulesAsync() =>
        (await Default.Value).All("Microsoft.Insights/scheduledQueryRules").Select(rule => rule["properties"]!);

    private static async Task<string> QueriesAsync() =>
        string.Concat((await RulesAsync()).Select(rule => rule["criteria"]!["allOf"]![0]!.Text("query")));

    [GeneratedRegex(@"\b(?:Name|OperationName) == '(\w+)'")]
    private static partial Regex FunctionName();
}
