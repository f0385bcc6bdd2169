using System.Text.Json.Nodes;
using ClerkSync.Cli.Settings;
using ClerkSync.LocalHost.Up;
using ClerkSync.Tests.Drivers;
using Dapper;
using Npgsql;

namespace ClerkSync.Tests.Cli;

/// <summary><c>trigger</c> against a running <c>up</c>, with and without the simulated Clerk.</summary>
public sealed class TriggerTests : IAsyncLifetime
{
    private readonly CliFolder _folder = new();
    private string _databaseUrl = "";

    public async Task InitializeAsync() => _databaseUrl = await TestPostgres.CreateDatabaseAsync();

    public Task DisposeAsync()
    {
        _folder.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Triggered_events_cause_no_drift()
    {
        await using var session = await StartAsync();
        await TriggerAsync(
            "user.created --email ada@example.com --first-name Ada",
            "user.created --email ada@example.com --set public_metadata.plan=pro",
            "user.updated --first-name Augusta --times 3",
            "user.updated --set banned=true",
            "organization.created",
            "organization.updated --set name=Acme",
            "organizationMembership.created",
            "organizationMembership.updated --set role=org:admin"
        );

        await AssertNoDriftAsync(session, users: 2, organizations: 1, memberships: 1);
    }

    [Fact]
    public async Task Endpoint_that_the_simulated_Clerk_cannot_reach_is_named_with_the_reason()
    {
        var endpoint = new Uri("http://127.0.0.1:1/api/webhooks/clerk");
        await using var clerk = await ClerkSession.StartAsync(
            _folder.Data,
            port: null,
            endpoint,
            new Progress<string>(),
            default
        );

        var sent = await _folder.RunAsync("trigger user.created");

        Assert.Equal(1, sent.ExitCode);
        Assert.Contains($"{endpoint} does not answer: nothing listens there.", sent.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Triggered_membership_creates_its_user_and_organization()
    {
        await using var session = await StartAsync();

        await TriggerAsync("organizationMembership.created");

        await AssertNoDriftAsync(session, users: 1, organizations: 1, memberships: 1);
    }

    [Fact]
    public async Task Deleted_objects_are_also_deleted_in_the_simulated_Clerk()
    {
        await using var session = await StartAsync();
        await TriggerAsync(
            "organization.created",
            "user.created",
            "organizationMembership.created",
            "organizationMembership.deleted",
            "organization.deleted",
            "user.deleted"
        );

        var late = await _folder.RunAsync("trigger user.updated");

        Assert.Equal("stale", Outcome(late));
        Assert.Empty(session.Clerk!.Users.All());
        await AssertNoDriftAsync(session, users: 0, organizations: 0, memberships: 0);
    }

    [Fact]
    public async Task Deletion_of_an_unknown_user_is_final()
    {
        await using var session = await StartAsync();

        await TriggerAsync("user.deleted --id user_unknown", "user.updated --id user_unknown");

        Assert.Null(session.Clerk!.Users.Find("user_unknown"));
    }

    [Fact]
    public async Task Older_event_changes_neither_the_row_nor_the_simulated_Clerk()
    {
        await using var session = await StartAsync();
        await TriggerAsync("user.created --first-name Ada");

        var late = await _folder.RunAsync("trigger user.updated --first-name Late --set updated_at=1700000000000");

        Assert.Equal("stale", Outcome(late));
        Assert.Equal("Ada", Assert.Single(session.Clerk!.Users.All()).FirstName);
    }

    [Fact]
    public async Task Unreadable_event_is_delivered_and_leaves_the_simulated_Clerk_unchanged()
    {
        await using var session = await StartAsync();

        var sent = await _folder.RunAsync("trigger user.created --set updated_at=null");

        Assert.Equal(1, sent.ExitCode);
        Assert.Contains("400 ", sent.Output, StringComparison.Ordinal);
        Assert.Empty(session.Clerk!.Users.All());
    }

    [Fact]
    public async Task User_of_a_triggered_event_can_be_edited_although_another_user_has_the_email()
    {
        await using var session = await StartAsync();
        await TriggerAsync("user.created --email ada@example.com", "user.created --email ada@example.com");
        var first = session.Clerk!.Users.All()[0];

        session.Clerk.Users.Update(first.Id, user => user with { FirstName = "Ada" });

        await AssertNoDriftAsync(session, users: 2, organizations: 0, memberships: 0);
    }

    [Fact]
    public async Task Event_is_listed_by_the_simulated_Clerk_under_its_svix_id()
    {
        await using var session = await StartAsync();

        await TriggerAsync("session.created --svix-id msg_mine");

        var delivery = Assert.Single(session.Clerk!.Deliveries.Log.List(10));
        Assert.Equal(("msg_mine", 200), (delivery.Message.Id, delivery.Attempts[0].Status));
    }

    [Fact]
    public async Task Event_without_a_simulated_Clerk_has_the_recorded_instance()
    {
        await using var session = await StartAsync(("CLERK_WEBHOOK_SIGNING_SECRET", TestApp.Secret));
        await ExecuteAsync("insert into clerk_instance (clerk_id, recorded_by) values ('ins_real', 'delivery')");

        var sent = await _folder.RunAsync("trigger user.created");

        Assert.Equal("applied", Outcome(sent));
    }

    [Fact]
    public async Task Event_without_a_simulated_Clerk_records_no_instance()
    {
        await using var session = await StartAsync(("CLERK_WEBHOOK_SIGNING_SECRET", TestApp.Secret));

        var sent = await _folder.RunAsync("trigger user.created");

        Assert.Equal("applied", Outcome(sent));
        Assert.Equal(0, await CountAsync("clerk_instance"));
    }

    private Task<UpSession> StartAsync(params (string, string)[] environment) =>
        UpSession.StartAsync(
            new UpOptions
            {
                Data = _folder.Data,
                Configuration = VerbSettings
                    .FromEnvironment(_folder.Around([("DATABASE_URL", _databaseUrl), .. environment]))
                    .Configuration,
            },
            new Progress<string>(),
            CancellationToken.None
        );

    private async Task TriggerAsync(params string[] lines)
    {
        foreach (var line in lines)
        {
            var sent = await _folder.RunAsync($"trigger {line}");
            Assert.True(sent.ExitCode == 0, sent.Output + sent.Errors);
        }
    }

    private async Task AssertNoDriftAsync(UpSession session, int users, int organizations, int memberships)
    {
        Assert.True(await session.Clerk!.WaitUntilIdleAsync(TimeSpan.FromSeconds(20), CancellationToken.None));
        var drift = await _folder.RunAsync("drift");
        Assert.True(drift.ExitCode == 0, drift.Output + drift.Errors);
        Assert.Equal(
            (users, organizations, memberships),
            (await CountAsync("users"), await CountAsync("organizations"), await CountAsync("organization_memberships"))
        );
    }

    private async Task<int> CountAsync(string table)
    {
        await using var connection = new NpgsqlConnection(_databaseUrl);
        return await connection.ExecuteScalarAsync<int>($"select count(*) from {table}");
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_databaseUrl);
        await connection.ExecuteAsync(sql);
    }

    private static string? Outcome(CliResult sent) =>
        (string?)
            JsonNode.Parse(
                sent.Output.Split('\n').Single(line => line.StartsWith("200 ", StringComparison.Ordinal))[4..]
            )!["outcome"];
}
