using System.Net;
using System.Text.Json.Nodes;
using ClerkSync.Tests.Drivers;
using Npgsql;

namespace ClerkSync.Tests.Overview;

/// <summary>The details that the console shows for a cause: the rule that rejects the rows, and the affected users.</summary>
public sealed class FailureDetailsTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private TestApp _app = null!;

    public async Task InitializeAsync()
    {
        await database.ExecuteAsync("truncate webhook_deliveries, users, tombstones cascade");
        _app = await TestApp.StartAsync(database);
    }

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Theory]
    [InlineData(
        "alter table users add constraint only_ada check (first_name = 'Ada')",
        "alter table users drop constraint only_ada",
        "only_ada",
        "CHECK ((first_name = 'Ada'::text))"
    )]
    [InlineData(
        "create unique index one_name on users (lower(first_name))",
        "drop index one_name",
        "one_name",
        "CREATE UNIQUE INDEX one_name ON public.users USING btree (lower(first_name))"
    )]
    [InlineData(
        "alter table users add column region text not null default 'EU'; alter table users alter region drop default",
        "alter table users drop column region",
        "region",
        "region text not null"
    )]
    [InlineData(
        """
            create function reject() returns trigger language plpgsql as $$ begin raise exception 'no'; end $$;
            create trigger rejection before insert on users for each row execute function reject()
            """,
        "drop function reject cascade",
        "rejection",
        "CREATE TRIGGER rejection BEFORE INSERT ON public.users FOR EACH ROW EXECUTE FUNCTION reject()"
    )]
    [InlineData(
        """
            create domain short_name as text constraint at_most_three check (length(value) <= 3);
            alter table users add column nick short_name generated always as (first_name) stored
            """,
        "alter table users drop column nick; drop domain short_name",
        "at_most_three",
        "CHECK ((length(VALUE) <= 3))"
    )]
    [InlineData(
        """
            create domain short_text as text constraint at_most_three check (length(value) <= 3);
            create domain short_name as short_text;
            alter table users add column nick short_name generated always as (first_name) stored
            """,
        "alter table users drop column nick; drop domain short_name; drop domain short_text",
        "at_most_three",
        "CHECK ((length(VALUE) <= 3))"
    )]
    [InlineData(
        """
            create domain known_region as text not null;
            alter table users add column region known_region default 'EU'; alter table users alter region drop default
            """,
        "alter table users drop column region; drop domain known_region",
        "known_region",
        "create domain known_region as text not null"
    )]
    public async Task Rule_is_shown_as_Postgres_prints_it(string add, string remove, string name, string definition)
    {
        await _app.DeliverAsync(UserEvent.Created(UserEvent.NewId()));
        await database.ExecuteAsync(add);

        await _app.DeliverAsync(
            UserEvent.Created(UserEvent.NewId()) with
            {
                FirstName = name == "one_name" ? "ada" : "Alan",
            }
        );
        var rules = (await GetGroupAsync())["details"]!["rules"]!.AsArray();
        await database.ExecuteAsync(remove);
        var rulesAfterwards = (await GetGroupAsync())["details"]!["rules"]!.AsArray();

        var rule = Assert.Single(rules)!;
        Assert.Equal((name, definition), ((string?)rule["name"], (string?)rule["definition"]));
        Assert.Empty(rulesAfterwards);
    }

    [Fact]
    public async Task Error_is_split_into_its_parts()
    {
        await AddAsync("msg_1", "23502 users region", "user_1");

        var group = await GetGroupAsync();

        Assert.Equal(
            ("23502", "not null violation", "users", "region"),
            (
                (string?)group["sqlState"],
                (string?)group["sqlStateName"],
                (string?)group["table"],
                (string?)group["column"]
            )
        );
        Assert.Null(group["constraint"]);
    }

    [Fact]
    public async Task Only_the_rule_is_missing_if_the_role_cannot_read_the_catalog()
    {
        var role = new NpgsqlConnectionStringBuilder(database.AppUrl)
        {
            Username = $"test_reader_{Guid.NewGuid():n}",
            Password = "made0up0for0the0tests",
        };
        await database.ExecuteAsync(
            $"""
            create role {role.Username} login password '{role.Password}';
            grant select on all tables in schema public to {role.Username};
            revoke select on pg_constraint from public;
            """
        );
        await AddAsync("msg_1", "23514 users only_ada", "user_1");
        await using var app = await TestApp.StartAsync(database, ("DATABASE_URL", role.ConnectionString));

        var group = await GetGroupAsync(app);

        Assert.Null(group["details"]!["rules"]);
        Assert.Equal(1, (int)group["details"]!["affectedCount"]!);
    }

    [Fact]
    public async Task Affected_users_are_counted_and_the_latest_three_are_listed()
    {
        await _app.DeliverAsync(UserEvent.Created("user_5") with { Email = "ada@example.com" });
        await AddAsync("msg_1", "23514 users only_ada", "user_1", "user_2", "user_3", "user_4", "user_5", "user_5");

        var details = (await GetGroupAsync())["details"]!;

        Assert.Equal(5, (int)details["affectedCount"]!);
        Assert.Equal(["user_5", "user_4", "user_3"], details["affected"]!.AsArray().Select(id => (string?)id));
        var person = Assert.Single(details["people"]!.AsArray())!;
        Assert.Equal(("user_5", "ada@example.com"), ((string?)person["clerkId"], (string?)person["email"]));
    }

    [Fact]
    public async Task Details_are_absent_unless_they_are_requested()
    {
        await AddAsync("msg_1", "23514 users only_ada", "user_1");

        var answer = await _app.AskAsync(HttpMethod.Get, "ops/failures");

        Assert.DoesNotContain("details", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cause_parameter_selects_its_group()
    {
        await AddAsync("msg_1", "23514 users only_ada", "user_1");
        await AddAsync("msg_2", "CS001 users", "user_2");

        var answer = await _app.AskAsync(HttpMethod.Get, "ops/failures?cause=CS001%20users");

        Assert.Equal(["rows_missing"], answer.Json()["groups"]!.AsArray().Select(group => (string?)group!["code"]));
    }

    private async Task<JsonNode> GetGroupAsync(TestApp? app = null)
    {
        var answer = await (app ?? _app).AskAsync(HttpMethod.Get, "ops/failures?details=true");
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        return Assert.Single(answer.Json()["groups"]!.AsArray())!;
    }

    /// <summary>Adds a failed delivery for each user, one minute apart.</summary>
    private Task AddAsync(string svixId, string error, params string[] users) =>
        database.ExecuteAsync(
            """
            insert into webhook_deliveries (svix_id, clerk_id, user_clerk_id, received_at, processed_at, outcome, error)
            select @svixId || n, id, id, now() + interval '1 minute' * n, now(), 'failed', @error
            from unnest(@users) with ordinality as named (id, n)
            """,
            new
            {
                svixId,
                error,
                users,
            }
        );
}
