using System.Text.Json.Nodes;
using ClerkSync.Cli.Mirror;
using ClerkSync.Core.Mirror;
using ClerkSync.Tests.Cli;
using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.Mirror;

/// <summary>Lists of Clerk that end before all objects are read.</summary>
public sealed class IncompleteListTests : IAsyncLifetime
{
    private readonly TestDatabase _database = new();
    private readonly CliFolder _folder = new();
    private FakeClerkApi _clerk = null!;
    private TestApp _app = null!;

    public async Task InitializeAsync()
    {
        await _database.InitializeAsync();
        _clerk = await FakeClerkApi.StartAsync();
        for (var i = 0; i < 1200; i++)
        {
            _clerk.Users.Add(ClerkObject.Create($"user_{i:0000}", UserEvent.Start + i));
        }

        for (var i = 0; i < 700; i++)
        {
            _clerk.Organizations.Add(ClerkObject.Create($"org_{i:000}", UserEvent.Start + i));
        }

        _app = await TestApp.StartAsync(_database, _clerk.Settings);
    }

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        await _clerk.DisposeAsync();
        await _database.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(100)]
    [InlineData(30)]
    public async Task Pages_that_are_shorter_than_requested_are_all_read(int maxPageSize)
    {
        _clerk.MaxPageSize = maxPageSize;

        var backfill = await PostAsync("backfill");
        var drift = await PostAsync("drift");

        Assert.Equal((1200, 700), ((int)backfill["inserted"]!, (int)backfill["organizations"]!));
        Assert.Equal(
            (true, true, 0),
            ((bool)backfill["isComplete"]!, (bool)drift["isComplete"]!, (int)drift["total"]!)
        );
    }

    [Theory]
    [InlineData("/v1/users", "starting_after")]
    [InlineData("/v1/organizations", "offset")]
    public async Task Empty_page_before_the_end_makes_a_run_incomplete(string path, string cursor)
    {
        EndEarly(path, cursor);

        var backfill = await PostAsync("backfill");
        var drift = await PostAsync("drift");

        Assert.Equal((false, false), ((bool)backfill["isComplete"]!, (bool)drift["isComplete"]!));
        Assert.Equal(
            ["backfill incomplete", "drift incomplete"],
            await _database.QueryAsync<string>("select kind || ' ' || status from sync_runs order by id")
        );
    }

    [Theory]
    [InlineData("/v1/users", "starting_after")]
    [InlineData("/v1/organizations", "offset")]
    public async Task Incomplete_repair_removes_nothing_from_any_table(string path, string cursor)
    {
        await PostAsync("backfill");
        _clerk.Users.RemoveAt(3);
        _clerk.Organizations.RemoveAt(3);
        await _database.ExecuteAsync("update users set created_at = now() - interval '1 hour'");
        await _database.ExecuteAsync("update organizations set created_at = now() - interval '1 hour'");
        EndEarly(path, cursor);

        var incomplete = await PostAsync("repair?maxRemovals=10");
        _clerk.Always = null;
        var complete = await PostAsync("repair?maxRemovals=10");

        Assert.Equal((false, 0), ((bool)incomplete["isComplete"]!, (int)incomplete["removed"]!));
        Assert.Equal((true, 2), ((bool)complete["isComplete"]!, (int)complete["removed"]!));
    }

    [Fact]
    public async Task Backfill_after_an_incomplete_backfill_reads_everything_again()
    {
        EndEarly("/v1/users", "starting_after");
        await PostAsync("backfill");

        _clerk.Always = null;
        var again = await PostAsync("backfill");

        Assert.Equal((true, 1200), ((bool)again["isComplete"]!, (int)again["users"]!));
        Assert.Equal(1200L, await _database.ScalarAsync<long>("select count(*) from users"));
    }

    [Theory]
    [InlineData("backfill")]
    [InlineData("drift")]
    [InlineData("repair")]
    [InlineData("repair --yes")]
    public async Task Command_that_reads_an_incomplete_list_reports_it_and_exits_with_4(string line)
    {
        EndEarly("/v1/users", "starting_after");

        var result = await _folder.RunAsync(line, [("DATABASE_URL", _database.ConnectionString), .. _clerk.Settings]);

        Assert.Equal(4, result.ExitCode);
        Assert.Contains("Clerk counts 1,200 users", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void List_with_more_users_than_Clerk_counts_is_not_reported_as_ended_early()
    {
        using var output = new StringWriter();

        ListScreen.Print(
            output,
            [
                new ListCoverage
                {
                    Table = "users",
                    Read = 1024,
                    Expected = 1022,
                    IsComplete = false,
                },
            ],
            []
        );

        Assert.DoesNotContain("ended", output.ToString(), StringComparison.Ordinal);
        Assert.Contains(
            "Clerk counts 1,022 users, but its list did not contain all of them",
            output.ToString(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Users_created_and_deleted_during_a_run_do_not_make_it_incomplete()
    {
        var isFirst = true;
        _clerk.Always = async context =>
        {
            await _clerk.FindRoute(context.Request)(context);
            if (isFirst && context.Request.Path == "/v1/users" && context.Request.Query.ContainsKey("starting_after"))
            {
                isFirst = false;
                _clerk.Users.RemoveRange(1000, 7);
                for (var i = 0; i < 5; i++)
                {
                    var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
                    _clerk.Users.Add(ClerkObject.Create($"user_new_{i}", now + i));
                }
            }
        };

        var drift = await PostAsync("drift");

        Assert.False(isFirst);
        Assert.True((bool)drift["isComplete"]!);
    }

    [Fact]
    public async Task Organizations_created_and_deleted_during_a_run_do_not_make_it_incomplete()
    {
        var isFirst = true;
        _clerk.Always = async context =>
        {
            await _clerk.FindRoute(context.Request)(context);
            if (
                isFirst
                && context.Request is { Path.Value: "/v1/organizations", Query: var query }
                && query["limit"] == "500"
            )
            {
                isFirst = false;
                _clerk.Organizations.RemoveRange(0, 200);
                _clerk.Organizations.Add(ClerkObject.Create("org_new", UserEvent.Start + 5000));
            }
        };

        var drift = await PostAsync("drift");

        Assert.Equal((true, 701), ((bool)drift["isComplete"]!, (int)drift["lists"]![1]!["read"]!));
    }

    [Fact]
    public async Task Backfill_since_a_time_is_complete_with_the_users_since_then()
    {
        var backfill = await PostAsync("backfill?since=2024-05-28T08:00:01.000Z");

        Assert.Equal((true, 200), ((bool)backfill["isComplete"]!, (int)backfill["users"]!));
    }

    /// <summary>Makes all pages of a list after the first page empty.</summary>
    private void EndEarly(string path, string cursor) =>
        _clerk.Always = context =>
            (
                context.Request.Path != path || context.Request.Query[cursor] is not [not "0", ..]
                    ? _clerk.FindRoute(context.Request)
                : cursor == "offset" ? Answers.Json(new JsonObject { ["data"] = new JsonArray(), ["total_count"] = 0 })
                : Answers.Json(new JsonArray())
            )(context);

    private Task<JsonNode> PostAsync(string route) => _app.RunToResultAsync($"ops/{route}");
}
