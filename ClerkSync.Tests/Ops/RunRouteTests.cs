using System.Net;
using ClerkSync.Core.Mirror;
using ClerkSync.Functions.Ops.Timers;
using ClerkSync.Tests.Cli;
using ClerkSync.Tests.Drivers;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace ClerkSync.Tests.Ops;

/// <summary>Runs that outlast the request: started, stopped, and resumed after an interruption.</summary>
public sealed class RunRouteTests : IAsyncLifetime
{
    private readonly TestDatabase _database = new();
    private FakeClerkApi _clerk = null!;
    private TestApp _app = null!;

    public async Task InitializeAsync()
    {
        await _database.InitializeAsync();
        _clerk = await FakeClerkApi.StartAsync();
        _clerk.Users.Add(ClerkObject.Create("user_1", UserEvent.Start));
        _app = await TestApp.StartAsync(_database, _clerk.Settings);
    }

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        await _clerk.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Start_returns_the_URL_of_the_run()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("api/ops/drift", UriKind.Relative));
        request.Headers.Add("x-functions-key", TestApp.FunctionKey);

        using var response = await _app.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal("/api/ops/runs/1", response.Headers.Location?.ToString());
        Assert.Equal("""{"id":1}""", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Start_returns_the_run_of_the_same_kind_that_is_in_progress()
    {
        HangUsers();
        var first = await PostAsync("ops/drift");
        var second = await PostAsync("ops/drift");
        var other = await PostAsync("ops/repair");

        Assert.Equal(first.Body, second.Body);
        Assert.NotEqual(first.Body, other.Body);
    }

    [Fact]
    public async Task Stopped_backfill_cannot_be_stopped_again_and_the_next_start_resumes_it()
    {
        HangUsers();
        var id = (long)(await PostAsync("ops/backfill")).Json()["id"]!;

        var stop = await PostAsync($"ops/runs/{id}/stop");
        var again = await PostAsync($"ops/runs/{id}/stop");

        Assert.Equal(HttpStatusCode.Accepted, stop.Status);
        Assert.Equal((HttpStatusCode.Conflict, "run_ended"), (again.Status, again.Code));
        await WaitForLogAsync("was stopped");
        Assert.Equal("stopped", await StatusAsync(id));

        _clerk.Always = null;
        var resumed = await _app.RunToEndAsync("ops/backfill");
        Assert.Equal((id, "succeeded"), ((long)resumed["id"]!, (string?)resumed["status"]));
    }

    [Fact]
    public async Task Command_stops_a_run_of_another_process()
    {
        HangUsers();
        var id = (long)(await PostAsync("ops/drift")).Json()["id"]!;
        using var folder = new CliFolder();

        var stopped = await folder.RunAsync($"runs {id} --stop", ("DATABASE_URL", _database.ConnectionString));
        var again = await folder.RunAsync($"runs {id} --stop", ("DATABASE_URL", _database.ConnectionString));
        var unknown = await folder.RunAsync("runs 999 --stop", ("DATABASE_URL", _database.ConnectionString));

        await WaitForLogAsync("was stopped");
        Assert.Equal((0, "stopped"), (stopped.ExitCode, await StatusAsync(id)));
        Assert.Equal((1, $"Run {id} has ended.\n"), (again.ExitCode, again.Errors));
        Assert.Equal((1, "There is no run 999.\n"), (unknown.ExitCode, unknown.Errors));
    }

    [Theory]
    [InlineData("ops/runs/0/stop")]
    [InlineData("ops/runs/x/stop")]
    public async Task Unknown_run_is_not_found(string path)
    {
        var answer = await PostAsync(path);

        Assert.Equal((HttpStatusCode.NotFound, "run_not_found"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task Shutdown_of_the_process_leaves_the_run_resumable()
    {
        HangUsers();
        await using (var app = await TestApp.StartAsync(_database, _clerk.Settings))
        {
            await app.AskAsync(HttpMethod.Post, "ops/drift");
            await _clerk.WaitForRequestAsync();
        }

        Assert.Equal("running", await StatusAsync(1));
    }

    [Theory]
    [InlineData("drift")]
    [InlineData("repair")]
    [InlineData("backfill")]
    public async Task Interrupted_run_is_resumed(string kind)
    {
        await InterruptAsync(kind, minutes: 3);

        await ResumeAsync();

        Assert.Equal("succeeded", await StatusAsync(1));
        Assert.Equal(2, await _database.ScalarAsync<int>("select attempts from sync_runs"));
        Assert.Equal(1L, await _database.ScalarAsync<long>("select count(*) from sync_runs"));
    }

    [Fact]
    public async Task Resumed_repair_keeps_its_removal_limit()
    {
        await _database.ExecuteAsync(
            """
            insert into users (clerk_id, clerk_updated_at, clerk_event_at, created_at)
            select 'user_extra' || n, now(), now(), now() - interval '1 day' from generate_series(1, 3) as n
            """
        );
        await InterruptAsync("repair", minutes: 3, options: """{"maxRemovals": 2}""");

        await ResumeAsync();

        Assert.Equal(
            3L,
            await _database.ScalarAsync<long>("select count(*) from users where clerk_id like 'user_extra%'")
        );
    }

    [Theory]
    [InlineData(1, "{}")]
    [InlineData(3, null)]
    public async Task Active_run_and_run_started_in_a_terminal_are_not_resumed(int minutes, string? options)
    {
        await InterruptAsync("drift", minutes, options);

        await ResumeAsync();

        Assert.Equal("running", await StatusAsync(1));
    }

    [Fact]
    public async Task Timer_without_keys_does_not_resume_runs()
    {
        await InterruptAsync("drift", minutes: 3);
        await using var app = await TestApp.StartAsync(_database);

        await ResumeAsync(app);

        Assert.Equal(1, await _database.ScalarAsync<int>("select attempts from sync_runs"));
    }

    [Fact]
    public async Task Run_that_is_interrupted_too_many_times_fails()
    {
        await InterruptAsync("drift", minutes: 3);
        await _database.ExecuteAsync(
            "update sync_runs set attempts = @most",
            new { most = BackgroundRuns.MostAttempts }
        );

        await ResumeAsync();

        Assert.Equal("failed", await StatusAsync(1));
        Assert.Contains(
            _app.Logs,
            line => line.Contains("drift 1 failed: The run was interrupted", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Failed_run_stores_and_logs_the_reason()
    {
        _clerk.Always = context =>
            (context.Request.Path == "/v1/users" ? Answers.Error(403, "forbidden") : _clerk.FindRoute(context.Request))(
                context
            );

        var run = await _app.RunToEndAsync("ops/drift");

        Assert.Equal("failed", (string?)run["status"]);
        Assert.Contains("CLERK_SECRET_KEY", (string?)run["error"], StringComparison.Ordinal);
        await WaitForLogAsync("drift 1 failed");
    }

    private void HangUsers() =>
        _clerk.Always = context =>
            context.Request.Path == "/v1/users" ? Answers.Hang(context) : _clerk.FindRoute(context.Request)(context);

    private Task InterruptAsync(string kind, int minutes, string? options = "{}") =>
        _database.ExecuteAsync(
            """
            insert into sync_runs (kind, owner, options, updated_at)
            values (@kind, gen_random_uuid(), @options::jsonb, now() - make_interval(mins => @minutes))
            """,
            new
            {
                kind,
                minutes,
                options,
            }
        );

    private Task ResumeAsync() => ResumeAsync(_app);

    private static Task ResumeAsync(TestApp app) =>
        ActivatorUtilities
            .CreateInstance<ResumeRuns>(app.Get<IServiceProvider>())
            .RunAsync(new TimerInfo(), CancellationToken.None);

    private Task<string> StatusAsync(long id) =>
        _database.ScalarAsync<string>("select status from sync_runs where id = @id", new { id });

    private async Task WaitForLogAsync(string text)
    {
        while (!_app.Logs.Any(line => line.Contains(text, StringComparison.Ordinal)))
        {
            await Task.Delay(50);
        }
    }

    private Task<Answer> PostAsync(string path) => _app.AskAsync(HttpMethod.Post, path);
}
