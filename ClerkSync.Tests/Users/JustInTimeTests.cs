using ClerkSync.Core;
using ClerkSync.Core.Mirror;
using ClerkSync.Core.Users;
using ClerkSync.Tests.Drivers;
using Npgsql;

namespace ClerkSync.Tests.Users;

/// <summary>A user with a session but no row yet, tested with Clerk's API over HTTP and a real database.</summary>
public sealed class JustInTimeTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private readonly string _run = Guid.NewGuid().ToString("n");
    private FakeClerkApi _clerk = null!;
    private TestApp _app = null!;
    private TestApp _keyless = null!;

    private string Ada => $"user_{_run}_ada";
    private string Bea => $"user_{_run}_bea";
    private string Mail => $"{_run}@example.com";

    public async Task InitializeAsync()
    {
        _clerk = await FakeClerkApi.StartAsync();
        _app = await JustInTimeApp.StartAsync(database, _clerk);
        _keyless = await TestApp.StartAsync(database);
    }

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        await _keyless.DisposeAsync();
        await _clerk.DisposeAsync();
    }

    [Fact]
    public async Task User_without_a_row_is_fetched_from_Clerk_and_written()
    {
        _clerk.Users.Add((UserEvent.Created(Ada) with { Email = Mail, FirstName = "from Clerk" }).ToUser());

        var outcome = await _app.EnsureAsync(Ada);

        var row = await database.FindUserAsync(Ada);
        Assert.Equal(JustInTimeOutcome.Created, outcome);
        Assert.Equal((Mail, "from Clerk", "free", 10L), (row!.Email, row.FirstName, row.Plan, row.Credits));
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(UserEvent.Start), row.ClerkEventAt);
    }

    [Fact]
    public async Task User_with_a_row_is_not_requested_from_Clerk()
    {
        await _app.DeliverAsync(UserEvent.Created(Ada));

        var outcome = await _app.EnsureAsync(Ada);

        Assert.Equal(JustInTimeOutcome.Exists, outcome);
        Assert.Empty(_clerk.Requests);
    }

    [Fact]
    public async Task Webhook_with_the_fetched_version_is_applied_and_a_backfill_does_not_overwrite_it()
    {
        _clerk.Users.Add((UserEvent.Created(Ada) with { FirstName = "from Clerk" }).ToUser());
        await _app.EnsureAsync(Ada);

        var webhook = await _app.DeliverAsync(UserEvent.Created(Ada) with { EventAt = 1, FirstName = "by webhook" });
        await BackfillAsync();

        Assert.Equal("applied", webhook.Outcome);
        Assert.Equal("by webhook", (await database.FindUserAsync(Ada))?.FirstName);
    }

    [Fact]
    public async Task Deleted_user_stays_deleted_and_is_not_requested_from_Clerk()
    {
        _clerk.Users.Add(UserEvent.Created(Ada).ToUser());
        await _app.DeliverAsync(UserEvent.Deleted(Ada));

        var outcomes = new[] { await _app.EnsureAsync(Ada), await _keyless.EnsureAsync(Ada) };

        Assert.All(outcomes, outcome => Assert.Equal(JustInTimeOutcome.Deleted, outcome));
        Assert.Null(await database.FindUserAsync(Ada));
        Assert.Empty(_clerk.Requests);
    }

    [Fact]
    public async Task Row_of_a_soft_deleted_user_counts_as_deleted()
    {
        await using var soft = await JustInTimeApp.StartAsync(database, _clerk, ("ClerkSync:DeleteMode", "soft"));
        await soft.DeliverAsync(UserEvent.Created(Ada));
        await soft.DeliverAsync(UserEvent.Deleted(Ada));

        var withTombstone = await soft.EnsureAsync(Ada);
        await database.ExecuteAsync("delete from tombstones where clerk_id = @Ada", new { Ada });
        var without = await soft.EnsureAsync(Ada);

        Assert.Equal((JustInTimeOutcome.Deleted, JustInTimeOutcome.Deleted), (withTombstone, without));
        Assert.Empty(_clerk.Requests);
    }

    [Fact]
    public async Task User_unknown_to_Clerk_gets_no_row_and_the_result_is_not_cached()
    {
        var unknown = await _app.EnsureAsync(Ada);
        var rowOfUnknown = await database.FindUserAsync(Ada);
        _clerk.Users.Add(UserEvent.Created(Ada).ToUser());

        var known = await _app.EnsureAsync(Ada);

        Assert.Equal((JustInTimeOutcome.Unknown, JustInTimeOutcome.Created), (unknown, known));
        Assert.Null(rowOfUnknown);
        Assert.Single(_app.Logs, line => line.Contains("CLERK_ISSUER", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Row_that_the_database_rejects_is_an_error_that_is_not_cached()
    {
        _clerk.Users.Add((UserEvent.Created(Ada) with { FirstName = _run }).ToUser());
        await database.ExecuteAsync($"alter table users add constraint reject check (first_name <> '{_run}')");

        await Assert.ThrowsAsync<PostgresException>(() => _app.EnsureAsync(Ada));
        await database.ExecuteAsync("alter table users drop constraint reject");
        var outcome = await _app.EnsureAsync(Ada);

        Assert.Equal(JustInTimeOutcome.Created, outcome);
    }

    [Fact]
    public async Task Row_has_the_data_of_the_token_when_there_is_no_key()
    {
        var outcome = await _keyless.EnsureAsync(
            new TokenUser
            {
                ClerkId = new ClerkId(Ada),
                Email = Mail,
                FirstName = "Ada",
                LastName = "Lovelace",
                Username = "ada",
                ImageUrl = "https://example.com/ada.png",
            }
        );

        var row = (await database.FindUserAsync(Ada))!;
        Assert.Equal(JustInTimeOutcome.Created, outcome);
        Assert.Equal(
            (Mail, Mail, "Ada", "Lovelace", "ada", "https://example.com/ada.png"),
            (row.Email, row.PrimaryEmail, row.FirstName, row.LastName, row.Username, row.ImageUrl)
        );
        Assert.Equal((null, "{}", "free", 10L), (row.ClerkCreatedAt, row.PublicMetadata, row.Plan, row.Credits));
        Assert.Equal((DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch), (row.ClerkUpdatedAt, row.ClerkEventAt));
    }

    [Fact]
    public async Task Text_in_a_token_that_cannot_be_stored_is_replaced_and_empty_text_becomes_null()
    {
        await _keyless.EnsureAsync(
            new TokenUser
            {
                ClerkId = new ClerkId(Ada),
                Email = "",
                FirstName = "a\0b",
                LastName = "a\ud83db",
                Username = "",
            }
        );

        var row = (await database.FindUserAsync(Ada))!;
        Assert.Equal(
            (null, null, "a\ufffdb", "a\ufffdb", null),
            (row.Email, row.PrimaryEmail, row.FirstName, row.LastName, row.Username)
        );
    }

    [Fact]
    public async Task Any_webhook_overrides_the_data_of_the_token()
    {
        var longAgo = UserEvent.Updated(Ada) with
        {
            UpdatedAt = 1 - UserEvent.Start,
            Email = $"new-{Mail}",
            FirstName = "long ago",
        };
        await _keyless.EnsureAsync(Token(Ada, Mail));

        var older = await _app.DeliverAsync(longAgo);
        var afterOlder = await database.FindUserAsync(Ada);
        var newer = await _app.DeliverAsync(UserEvent.Updated(Ada) with { FirstName = "now" });

        Assert.Equal(("applied", "applied"), (older.Outcome, newer.Outcome));
        Assert.Equal(($"new-{Mail}", "long ago"), (afterOlder?.Email, afterOlder?.FirstName));
        Assert.NotNull(afterOlder?.ClerkCreatedAt);
        Assert.Equal("now", (await database.FindUserAsync(Ada))?.FirstName);
    }

    [Fact]
    public async Task Backfill_overrides_the_data_of_the_token()
    {
        _clerk.Users.Add((UserEvent.Created(Ada) with { FirstName = "from Clerk" }).ToUser());
        await _keyless.EnsureAsync(Token(Ada, Mail));

        await BackfillAsync();

        Assert.Equal("from Clerk", (await database.FindUserAsync(Ada))?.FirstName);
    }

    [Fact]
    public async Task Repair_overrides_the_data_of_the_token()
    {
        _clerk.Users.Add((UserEvent.Created(Ada) with { Email = Mail }).ToUser());
        await _keyless.EnsureAsync(Token(Ada, Mail));

        var drift = await _app.Get<Drift>().RunAsync(new Progress<long>(), CancellationToken.None);
        await _app.Get<Repair>()
            .RunAsync(new RepairOptions { MaxRemovals = 0 }, new Progress<long>(), CancellationToken.None);

        Assert.Contains(drift.Findings, finding => (finding.ClerkId, finding.Kind) == (Ada, "different"));
        Assert.NotNull((await database.FindUserAsync(Ada))?.ClerkCreatedAt);
    }

    [Fact]
    public async Task Token_does_not_take_an_email_from_another_user()
    {
        await _app.DeliverAsync(UserEvent.Created(Ada) with { Email = Mail });
        var before = await database.FindUserAsync(Ada);

        var outcome = await _keyless.EnsureAsync(Token(Bea, Mail.ToUpperInvariant()));

        var bea = await database.FindUserAsync(Bea);
        Assert.Equal(JustInTimeOutcome.Created, outcome);
        Assert.Equal((null, Mail.ToUpperInvariant()), (bea?.Email, bea?.PrimaryEmail));
        Assert.Equal(before, await database.FindUserAsync(Ada));
        Assert.Contains(_keyless.Logs, line => line.Contains("the row's email is null", StringComparison.Ordinal));
    }

    /// <remarks>By the order of events, the greater id would win.</remarks>
    [Fact]
    public async Task Token_does_not_take_an_email_from_another_token_but_a_webhook_does()
    {
        await _keyless.EnsureAsync(Token(Ada, Mail));

        await _keyless.EnsureAsync(Token(Bea, Mail));
        var first = await database.FindUserAsync(Ada);
        await _app.DeliverAsync(UserEvent.Created(Bea) with { Email = Mail });

        Assert.Equal(Mail, first?.Email);
        Assert.Equal(
            (null, Mail),
            ((await database.FindUserAsync(Ada))?.Email, (await database.FindUserAsync(Bea))?.Email)
        );
    }

    [Fact]
    public async Task Response_of_Clerk_takes_an_email_from_another_user_as_a_webhook_does()
    {
        await _app.DeliverAsync(UserEvent.Created(Ada) with { Email = Mail });
        _clerk.Users.Add((UserEvent.Created(Bea) with { Email = Mail, UpdatedAt = 1 }).ToUser());

        await _app.EnsureAsync(Bea);

        Assert.Equal(
            (null, Mail),
            ((await database.FindUserAsync(Ada))?.Email, (await database.FindUserAsync(Bea))?.Email)
        );
    }

    private static TokenUser Token(string id, string email) => new() { ClerkId = new ClerkId(id), Email = email };

    private Task BackfillAsync() =>
        _app.Get<Backfill>().RunAsync(new BackfillOptions(), new Progress<BackfillProgress>(), CancellationToken.None);
}
