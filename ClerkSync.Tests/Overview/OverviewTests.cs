using System.Net;
using System.Text.Json.Nodes;
using ClerkSync.Core.Mirror;
using ClerkSync.Core.Overview;
using ClerkSync.Tests.Drivers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace ClerkSync.Tests.Overview;

/// <summary>The data of the first page of the console.</summary>
public sealed class OverviewTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private static readonly DateTimeOffset Now = new(2026, 11, 27, 12, 4, 30, TimeSpan.Zero);

    private readonly FakeTimeProvider _time = new(Now);
    private TestApp _app = null!;

    public async Task InitializeAsync()
    {
        await database.ExecuteAsync("truncate webhook_deliveries, sync_runs, access_runs, access_incidents");
        _app = await TestApp.StartAsync(
            services => services.AddSingleton<TimeProvider>(_time),
            ("DATABASE_URL", database.AppUrl)
        );
    }

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Theory]
    [InlineData(0L, true, 1, 0L, SyncStatus.InSync)]
    [InlineData(0L, true, 36, 0L, SyncStatus.InSync)]
    [InlineData(0L, true, 37, 0L, SyncStatus.Unknown)]
    [InlineData(0L, true, 1, 1L, SyncStatus.Differs)]
    [InlineData(1L, true, 1, 0L, SyncStatus.Differs)]
    [InlineData(1L, false, 1, 0L, SyncStatus.Differs)]
    [InlineData(0L, false, 1, 0L, SyncStatus.Unknown)]
    public void Status_is_in_sync_only_after_a_recent_complete_check_without_differences(
        long differences,
        bool isComplete,
        int hoursAgo,
        long failed,
        string state
    )
    {
        var last = new LastDrift
        {
            FinishedAt = Now.AddHours(-hoursAgo),
            Total = differences,
            IsComplete = isComplete,
        };

        Assert.Equal(state, SyncStatus.Judge(last, failed, Now));
    }

    [Fact]
    public async Task Status_of_an_empty_database_is_unknown()
    {
        var status = await GetAsync("ops/status");

        Assert.Equal("unknown", (string?)status["state"]);
        Assert.Null(status["checkedAt"]);
        Assert.Null(status["differences"]);
        Assert.Null(status["lastDeliveryAt"]);
    }

    /// <remarks>Only <c>up</c> has a data folder. The commands in the console need its path.</remarks>
    [Fact]
    public async Task Command_options_are_absent_in_a_deployed_app()
    {
        var answer = await _app.AskAsync(HttpMethod.Get, "ops/status");

        Assert.DoesNotContain("commandOptions", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_counts_failed_deliveries_and_open_incidents()
    {
        await AddDeliveryAsync("failed", Now.AddDays(-3), error: "23514 users my_check");
        await AddDeliveryAsync("rejected", Now.AddDays(-2), error: "data $.updated_at");
        await AddDeliveryAsync("applied", Now.AddDays(-1));
        await AddDriftAsync(Now.AddHours(-1), total: 2);
        await AddIncidentAsync(Now.AddHours(-1), closedAt: null);

        var status = await GetAsync("ops/status");

        Assert.Equal("differs", (string?)status["state"]);
        Assert.Equal(
            (2, 2, 1),
            (Number(status, "differences"), Number(status, "failedDeliveries"), Number(status, "openIncidents"))
        );
        Assert.Equal(Now.AddHours(-1), (DateTimeOffset)status["checkedAt"]!);
        Assert.Equal(Now.AddDays(-1), (DateTimeOffset)status["lastDeliveryAt"]!);
    }

    [Fact]
    public async Task Incomplete_check_without_a_difference_does_not_replace_a_complete_check()
    {
        await AddDriftAsync(Now.AddHours(-2), total: 0);
        await AddDriftAsync(Now.AddHours(-1), total: 0, status: "incomplete");

        var status = await GetAsync("ops/status");

        Assert.Equal(("in_sync", Now.AddHours(-2)), ((string?)status["state"], (DateTimeOffset)status["checkedAt"]!));
    }

    [Theory]
    [InlineData(0, "succeeded", true, "in_sync", 0)]
    [InlineData(3, "incomplete", true, "differs", 3)]
    [InlineData(0, "incomplete", false, "differs", 7)]
    [InlineData(0, "failed", true, "differs", 7)]
    public async Task Complete_repair_replaces_the_earlier_drift_run(
        long remaining,
        string status,
        bool isComplete,
        string state,
        int differences
    )
    {
        await AddDriftAsync(Now.AddHours(-2), total: 7);
        await AddRepairAsync(Now.AddHours(-1), remaining, status, isComplete);

        var answer = await GetAsync("ops/status");

        Assert.Equal((state, differences), ((string?)answer["state"], Number(answer, "differences")));
    }

    [Fact]
    public async Task Drift_run_replaces_the_earlier_repair()
    {
        await AddRepairAsync(Now.AddHours(-2), remaining: 0);
        await AddDriftAsync(Now.AddHours(-1), total: 1);

        var status = await GetAsync("ops/status");

        Assert.Equal(("differs", 1), ((string?)status["state"], Number(status, "differences")));
    }

    [Theory]
    [InlineData("", 60, 60)]
    [InlineData("?window=1h", 60, 60)]
    [InlineData("?window=24h", 48, 1800)]
    public async Task Every_bucket_is_present_and_the_last_bucket_contains_the_current_time(
        string query,
        int count,
        int seconds
    )
    {
        var charts = await GetAsync($"ops/charts{query}");

        var times = charts["points"]!.AsArray().Select(point => (DateTimeOffset)point!["at"]!).ToList();
        Assert.Equal((count, seconds), (times.Count, Number(charts, "bucketSeconds")));
        Assert.Equal(times, times.Select((_, i) => times[0].AddSeconds(i * seconds)));
        Assert.InRange(Now, times[^1], times[^1].AddSeconds(seconds - 1));
    }

    [Fact]
    public async Task Point_has_outcome_counts_and_the_lag_of_applied_deliveries()
    {
        await AddDeliveryAsync("applied", Now, lagMs: 100);
        await AddDeliveryAsync("applied", Now, lagMs: 300);
        // Clerk's clock is ahead.
        await AddDeliveryAsync("applied", Now, lagMs: -5000);
        await AddDeliveryAsync("stale", Now, lagMs: 90_000);
        await AddDeliveryAsync("failed", Now.AddMinutes(-1), error: "42P01");
        await AddDeliveryAsync("applied", Now.AddHours(-2), lagMs: 100);

        var points = (await GetAsync("ops/charts?window=1h"))["points"]!.AsArray();

        var (last, before) = (points[^1]!, points[^2]!);
        Assert.Equal((3, 1, 0), (Number(last, "applied"), Number(last, "stale"), Number(last, "failed")));
        Assert.Equal((100, 300), (Number(last, "lagP50Ms"), Number(last, "lagP99Ms")));
        Assert.Equal(1, Number(before, "failed"));
        Assert.Null(before["lagP50Ms"]);
        Assert.Equal(3, points.Sum(point => Number(point!, "applied")));
    }

    [Fact]
    public async Task Later_success_of_a_failed_delivery_updates_a_past_bucket()
    {
        await AddDeliveryAsync("failed", Now.AddMinutes(-10), error: "42P01");
        await GetAsync("ops/charts?window=1h");

        await database.ExecuteAsync("update webhook_deliveries set outcome = 'applied', error = null");

        var points = (await GetAsync("ops/charts?window=1h"))["points"]!.AsArray();
        Assert.Equal((1, 0), (Number(points[^11]!, "applied"), Number(points[^11]!, "failed")));
    }

    [Fact]
    public async Task Past_bucket_is_counted_once()
    {
        await AddDeliveryAsync("applied", Now.AddMinutes(-10));
        await GetAsync("ops/charts?window=1h");
        await database.ExecuteAsync("truncate webhook_deliveries");
        _time.Advance(TimeSpan.FromMinutes(5));

        var points = (await GetAsync("ops/charts?window=1h"))["points"]!.AsArray();

        Assert.Equal(1, Number(points[^16]!, "applied"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public async Task Recent_bucket_is_counted_again(int minutes)
    {
        await AddDeliveryAsync("applied", Now.AddMinutes(minutes));
        await GetAsync("ops/charts?window=1h");
        await AddDeliveryAsync("applied", Now.AddMinutes(minutes));

        var points = (await GetAsync("ops/charts?window=1h"))["points"]!.AsArray();

        Assert.Equal(2, Number(points[^(1 - minutes)]!, "applied"));
    }

    [Fact]
    public async Task Charts_include_the_last_observation_before_the_window()
    {
        await AddDriftAsync(Now.AddDays(-2), total: 9);
        await AddDriftAsync(Now.AddHours(-3), total: 5);
        await AddDriftAsync(Now.AddMinutes(-10), total: 0);
        await AddIncidentAsync(Now.AddHours(-5), closedAt: Now.AddMinutes(-30));
        await AddIncidentAsync(Now.AddHours(-5), closedAt: null);
        // The last run checked one account only.
        (DateTimeOffset FinishedAt, string? ClerkId)[] checks =
        [
            (Now.AddDays(-3), null),
            (Now.AddHours(-4), null),
            (Now.AddMinutes(-20), "user_1"),
        ];
        foreach (var (finishedAt, clerkId) in checks)
        {
            await database.ExecuteAsync(
                "insert into access_runs (status, finished_at, clerk_id) values ('succeeded', @finishedAt, @clerkId)",
                new { finishedAt, clerkId }
            );
        }

        var charts = await GetAsync("ops/charts?window=1h");

        Assert.Equal([5, 0], charts["drift"]!.AsArray().Select(one => Number(one!, "differences")));
        Assert.Equal([2, 1], charts["incidents"]!.AsArray().Select(one => Number(one!, "open")));
    }

    [Fact]
    public async Task Failures_are_grouped_by_error_largest_group_first()
    {
        await AddDeliveryAsync("failed", Now.AddDays(-2), error: "23514 users my_check", payload: "{}");
        await AddDeliveryAsync("failed", Now.AddDays(-1), error: "23514 users my_check");
        await AddDeliveryAsync("rejected", Now, error: "data $.updated_at", payload: "{}");
        await AddDeliveryAsync("applied", Now);

        var groups = (await GetAsync("ops/failures"))["groups"]!.AsArray();

        Assert.Equal(["constraint_violation", "invalid_payload"], groups.Select(group => (string?)group!["code"]));
        var first = groups[0]!;
        Assert.Equal(
            ("23514", "users", "my_check"),
            ((string?)first["sqlState"], (string?)first["table"], (string?)first["constraint"])
        );
        Assert.Equal((2, 1), (Number(first, "count"), Number(first, "withPayload")));
        Assert.Equal(
            (Now.AddDays(-2), Now.AddDays(-1)),
            ((DateTimeOffset)first["firstAt"]!, (DateTimeOffset)first["lastAt"]!)
        );
        Assert.Equal(Now.AddDays(-2 + 30), (DateTimeOffset)first["payloadExpiresAt"]!);
        Assert.Equal("23514 users my_check", (string?)first["filter"]!["cause"]);
        Assert.Contains("Loosen or drop the constraint", (string?)first["sentence"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("?since=36h", "invalid_payload,constraint_violation")]
    [InlineData("?limit=1", "constraint_violation")]
    [InlineData("?since=1m", "")]
    public async Task Failures_can_be_limited_by_time_and_number(string query, string codes)
    {
        await AddDeliveryAsync("failed", Now.AddDays(-2), error: "23514 users my_check");
        await AddDeliveryAsync("failed", Now.AddDays(-2), error: "23514 users my_check");
        await AddDeliveryAsync("failed", Now.AddDays(-1), error: "23514 users my_check");
        await AddDeliveryAsync("rejected", Now.AddDays(-1), error: "data $.updated_at");
        await AddDeliveryAsync("rejected", Now.AddDays(-1), error: "data $.updated_at");

        var groups = (await GetAsync($"ops/failures{query}"))["groups"]!.AsArray();

        Assert.Equal(codes, string.Join(',', groups.Select(group => (string?)group!["code"])));
    }

    [Theory]
    [InlineData("ops/charts?window=2h")]
    [InlineData("ops/failures?limit=101")]
    [InlineData("ops/status?fast=true")]
    public async Task Invalid_parameter_is_rejected(string path)
    {
        var answer = await _app.AskAsync(HttpMethod.Get, path);

        Assert.Equal((HttpStatusCode.BadRequest, "invalid_query"), (answer.Status, answer.Code));
    }

    private static int Number(JsonNode json, string name) => (int)json[name]!;

    private async Task<JsonNode> GetAsync(string path)
    {
        var answer = await _app.AskAsync(HttpMethod.Get, path);
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        return answer.Json();
    }

    private Task AddDeliveryAsync(
        string outcome,
        DateTimeOffset receivedAt,
        int lagMs = 0,
        string? error = null,
        string? payload = null
    ) =>
        database.ExecuteAsync(
            """
            insert into webhook_deliveries (svix_id, event_at, received_at, processed_at, outcome, error, payload)
            values ('msg_' || gen_random_uuid(), @eventAt, @receivedAt, @receivedAt, @outcome, @error, convert_to(@payload, 'UTF8'))
            """,
            new
            {
                eventAt = receivedAt.AddMilliseconds(-lagMs),
                receivedAt,
                outcome,
                error,
                payload,
            }
        );

    private Task AddDriftAsync(DateTimeOffset finishedAt, long total, string status = "succeeded") =>
        database.ExecuteAsync(
            """
            insert into sync_runs (kind, owner, status, finished_at, result)
            values ('drift', gen_random_uuid(), @status, @finishedAt, jsonb_build_object('total', @total))
            """,
            new
            {
                finishedAt,
                total,
                status,
            }
        );

    private Task AddRepairAsync(
        DateTimeOffset finishedAt,
        long remaining,
        string status = "succeeded",
        bool isComplete = true
    ) =>
        database.ExecuteAsync(
            """
            insert into sync_runs (kind, owner, status, finished_at, result)
            values (
                'repair', gen_random_uuid(), @status, @finishedAt,
                jsonb_build_object('remaining', @remaining, 'found', jsonb_build_object('isComplete', @isComplete))
            )
            """,
            new
            {
                finishedAt,
                remaining,
                status,
                isComplete,
            }
        );

    private Task AddIncidentAsync(DateTimeOffset openedAt, DateTimeOffset? closedAt) =>
        database.ExecuteAsync(
            """
            insert into access_incidents (clerk_id, code, codes, reason, changes, is_open, opened_at, last_seen_at, closed_at)
            values (gen_random_uuid()::text, 'a', '{a}', 'b', '[]', @closedAt::timestamptz is null, @openedAt, @openedAt, @closedAt)
            """,
            new { openedAt, closedAt }
        );
}
