using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net;
using System.Text.Json.Nodes;
using ClerkSync.Core.Telemetry;
using ClerkSync.Functions.Ops.Timers;
using ClerkSync.Tests.Drivers;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace ClerkSync.Tests.Ops;

/// <summary>Backfill, drift, repair and their runs over HTTP, and the nightly drift run.</summary>
public sealed class MirrorRouteTests : IAsyncLifetime
{
    private readonly TestDatabase _database = new();
    private FakeClerkApi _clerk = null!;
    private TestApp _app = null!;

    public async Task InitializeAsync()
    {
        await _database.InitializeAsync();
        _clerk = await FakeClerkApi.StartAsync();
        for (var i = 0; i < 3; i++)
        {
            _clerk.Users.Add(ClerkObject.Create($"user_{i}", UserEvent.Start + i));
        }

        _app = await TestApp.StartAsync(_database, _clerk.Settings);
    }

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        await _clerk.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Backfill_run_returns_its_counts()
    {
        var run = await _app.RunToEndAsync("ops/backfill");

        Assert.Equal(("succeeded", 3), ((string?)run["status"], (int)run["result"]!["inserted"]!));
        Assert.Equal(3, (int)run["progress"]!);
        Assert.Equal(3L, await _database.ScalarAsync<long>("select count(*) from users"));
    }

    [Fact]
    public async Task Drift_run_returns_its_findings_and_repair_removes_the_differences()
    {
        var drift = await _app.RunToResultAsync("ops/drift");
        var repair = await _app.RunToResultAsync("ops/repair?maxRemovals=5");
        var again = await _app.RunToResultAsync("ops/drift");

        Assert.Equal(3, (int)drift["missing"]!);
        Assert.Equal("users", (string?)drift["findings"]![0]!["table"]);
        Assert.Equal(3, (int)repair["written"]!);
        Assert.Equal(0, (int)again["total"]!);
    }

    [Fact]
    public async Task Runs_are_listed_newest_first_and_a_single_run_returns_its_result()
    {
        await _app.RunToEndAsync("ops/backfill");
        await _app.RunToEndAsync("ops/drift");

        var runs = (await GetAsync("ops/runs?limit=2")).Json()["runs"]!.AsArray();
        var first = (await GetAsync($"ops/runs/{runs[1]!["id"]}")).Json();

        Assert.Equal(["drift succeeded", "backfill succeeded"], runs.Select(run => $"{run!["kind"]} {run["status"]}"));
        Assert.Equal(3, (int)first["result"]!["inserted"]!);
    }

    [Theory]
    [InlineData("ops/runs/0")]
    [InlineData("ops/runs/x")]
    public async Task Unknown_run_is_not_found(string path)
    {
        var answer = await GetAsync(path);

        Assert.Equal((HttpStatusCode.NotFound, "run_not_found"), (answer.Status, answer.Code));
    }

    [Theory]
    [InlineData("ops/backfill?since=yesterday")]
    [InlineData("ops/backfill?restart=perhaps")]
    [InlineData("ops/repair?maxRemovals=-1")]
    [InlineData("ops/repair?max-removals=1")]
    [InlineData("ops/drift?fast=true")]
    public async Task Invalid_query_parameter_is_rejected(string path)
    {
        var answer = await PostAsync(path);

        Assert.Equal((HttpStatusCode.BadRequest, "invalid_query"), (answer.Status, answer.Code));
        Assert.Equal(0L, await _database.ScalarAsync<long>("select count(*) from sync_runs"));
    }

    [Fact]
    public async Task Key_that_Clerk_rejects_is_reported_by_setting_name_without_its_value()
    {
        _clerk.AcceptedKey = "sk_test_another";

        var answer = await PostAsync("ops/drift");

        Assert.Equal((HttpStatusCode.BadGateway, "clerk_key_rejected"), (answer.Status, answer.Code));
        Assert.Contains("CLERK_SECRET_KEY", answer.Body, StringComparison.Ordinal);
        Assert.DoesNotContain(FakeClerkApi.Key, answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Key_of_another_instance_is_rejected()
    {
        await _database.ExecuteAsync("insert into clerk_instance (clerk_id) values ('ins_other')");

        var answer = await PostAsync("ops/repair");

        Assert.Equal((HttpStatusCode.Conflict, "mirror_rejected"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task Missing_key_is_reported_by_setting_name()
    {
        await using var app = await TestApp.StartAsync(_database);

        var answer = await app.AskAsync(HttpMethod.Post, "ops/backfill");

        Assert.Equal((HttpStatusCode.Conflict, "setting_missing"), (answer.Status, answer.Code));
        Assert.Contains("CLERK_SECRET_KEY", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nightly_drift_run_is_reported_by_health_logs_and_metrics()
    {
        var measured = new ConcurrentQueue<string>();
        using var listener = Listen(measured);

        await Timer(_app).RunAsync(new TimerInfo(), CancellationToken.None);

        var health = JsonNode.Parse(await _app.Http.GetStringAsync(new Uri("api/health", UriKind.Relative)))!;
        Assert.Equal(3, (int)health["drift"]!["total"]!);
        Assert.Contains(_app.Logs, line => line.Contains("3 missing, 0 extra, 0 different", StringComparison.Ordinal));
        Assert.Contains("users missing 3", measured);
        Assert.Contains("organizations extra 0", measured);
    }

    [Fact]
    public async Task Nightly_drift_run_without_a_key_does_nothing()
    {
        await using var app = await TestApp.StartAsync(_database);

        await Timer(app).RunAsync(new TimerInfo(), CancellationToken.None);

        Assert.Equal(0L, await _database.ScalarAsync<long>("select count(*) from sync_runs"));
    }

    private static CheckDrift Timer(TestApp app) =>
        ActivatorUtilities.CreateInstance<CheckDrift>(app.Get<IServiceProvider>());

    private static MeterListener Listen(ConcurrentQueue<string> measured)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name == ClerkSyncTelemetry.Name && instrument.Name == "clerksync.drift")
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>(
            (_, value, tags, _) => measured.Enqueue($"{tags[0].Value} {tags[1].Value} {value}")
        );
        listener.Start();
        return listener;
    }

    private Task<Answer> PostAsync(string path) => _app.AskAsync(HttpMethod.Post, path);

    private Task<Answer> GetAsync(string path) => _app.AskAsync(HttpMethod.Get, path);
}
