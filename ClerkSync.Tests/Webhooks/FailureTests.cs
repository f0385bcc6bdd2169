using System.Net;
using ClerkSync.Cli.Trigger;
using ClerkSync.Core.Deliveries;
using ClerkSync.Core.Webhooks;
using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.Webhooks;

/// <summary>An event that fails is stored, does not block other events, and is applied later.</summary>
public sealed class FailureTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private readonly string _svixId = $"msg_{Guid.NewGuid():n}";
    private readonly string _id = UserEvent.NewId();
    private TestApp _app = null!;

    public async Task InitializeAsync() => _app = await TestApp.StartAsync(database);

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task Event_that_violates_a_constraint_is_stored_with_its_error_and_payload()
    {
        await using var obstacle = await ForbidAsync(_id);

        var answer = await _app.DeliverAsync(UserEvent.Created(_id) with { FirstName = "secret-word" }, _svixId);

        Assert.Equal((HttpStatusCode.InternalServerError, "internal_error"), (answer.Status, answer.Code));
        var kept = await _app.Get<DeliveryReader>().FindAsync(new SvixId(_svixId), CancellationToken.None);
        Assert.Equal(("failed", 1, true), (kept?.Outcome, kept?.Attempts, kept?.HasPayload));
        Assert.StartsWith("23514 users forbid_", kept?.Error, StringComparison.Ordinal);
        Assert.Null(await database.FindUserAsync(_id));
        Assert.DoesNotContain(_app.Logs, line => line.Contains("secret-word", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Failed_event_is_applied_when_it_is_delivered_again()
    {
        await using (await ForbidAsync(_id))
        {
            await _app.DeliverAsync(UserEvent.Created(_id), _svixId);
            await _app.DeliverAsync(UserEvent.Created(_id), _svixId);
        }

        var answer = await _app.DeliverAsync(UserEvent.Created(_id), _svixId);

        Assert.Equal("applied", answer.Outcome);
        var kept = await _app.Get<DeliveryReader>().FindAsync(new SvixId(_svixId), CancellationToken.None);
        Assert.Equal(("applied", 3, null, false), (kept?.Outcome, kept?.Attempts, kept?.Error, kept?.HasPayload));
    }

    [Fact]
    public async Task Failed_event_is_applied_by_a_replay()
    {
        await using (await ForbidAsync(_id))
        {
            await _app.DeliverAsync(UserEvent.Created(_id), _svixId);
        }

        var result = await _app.Get<DeliveryReplay>().ReplayAsync(new SvixId(_svixId), CancellationToken.None);

        Assert.Equal(WebhookOutcome.Applied, result?.Outcome);
        Assert.NotNull(await database.FindUserAsync(_id));
    }

    [Fact]
    public async Task Replay_of_a_failed_event_is_stale_after_a_newer_event()
    {
        await using (await ForbidAsync(_id))
        {
            await _app.DeliverAsync(UserEvent.Created(_id), _svixId);
        }

        await _app.DeliverAsync(UserEvent.Updated(_id) with { UpdatedAt = 1, FirstName = "Grace" });
        var result = await _app.Get<DeliveryReplay>().ReplayAsync(new SvixId(_svixId), CancellationToken.None);

        Assert.Equal(WebhookOutcome.Stale, result?.Outcome);
        Assert.Equal("Grace", (await database.FindUserAsync(_id))?.FirstName);
    }

    [Fact]
    public async Task Replay_of_an_applied_event_is_a_duplicate()
    {
        await using var app = await TestApp.StartAsync(database, ("ClerkSync:KeepPayloads", "all"));
        await app.DeliverAsync(UserEvent.Created(_id), _svixId);

        var result = await app.Get<DeliveryReplay>().ReplayAsync(new SvixId(_svixId), CancellationToken.None);

        Assert.Equal(WebhookOutcome.Duplicate, result?.Outcome);
    }

    [Fact]
    public async Task Replay_of_an_ignored_event_is_ignored_again()
    {
        await using var app = await TestApp.StartAsync(database, ("ClerkSync:KeepPayloads", "all"));
        await app.DeliverAsync(Examples.Get("session.created"), _svixId);

        var result = await app.Get<DeliveryReplay>().ReplayAsync(new SvixId(_svixId), CancellationToken.None);

        Assert.Equal(WebhookOutcome.Ignored, result?.Outcome);
    }

    [Fact]
    public async Task Replay_without_a_payload_returns_null()
    {
        await _app.DeliverAsync(UserEvent.Created(_id), _svixId);

        Assert.Null(await _app.Get<DeliveryReplay>().ReplayAsync(new SvixId(_svixId), CancellationToken.None));
    }

    [Fact]
    public async Task Failing_event_does_not_stop_the_other_events_in_its_batch()
    {
        await using var obstacle = await ForbidAsync(_id);
        string[] others = [.. Enumerable.Range(0, 20).Select(_ => UserEvent.NewId())];

        var answers = await Task.WhenAll(others.Append(_id).Select(id => _app.DeliverAsync(UserEvent.Created(id))));

        Assert.Equal(20, answers.Count(answer => answer.Outcome == "applied"));
        Assert.Single(answers, answer => answer.Code == "internal_error");
    }

    [Fact]
    public async Task Application_trigger_that_raises_an_error_fails_only_its_own_event()
    {
        await database.ExecuteAsync(
            $"""
            create function reject() returns trigger language plpgsql as
                $$ begin raise exception 'no'; end $$;
            create trigger reject before insert on users for each row when (new.clerk_id = '{_id}') execute function reject()
            """
        );
        await using var obstacle = new Obstacle(() =>
            database.ExecuteAsync("drop trigger reject on users; drop function reject")
        );

        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 60)
                .Select(_ => UserEvent.NewId())
                .Append(_id)
                .Select(id => _app.DeliverAsync(UserEvent.Created(id)))
        );

        Assert.Equal(60, answers.Count(answer => answer.Outcome == "applied"));
        Assert.Single(answers, answer => answer.Code == "internal_error");
    }

    [Fact]
    public async Task Row_that_the_application_locks_fails_only_its_own_event()
    {
        await _app.DeliverAsync(UserEvent.Created(_id));
        await using var connection = await database.DataSource.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = $"select from users where clerk_id = '{_id}' for update";
        await command.ExecuteNonQueryAsync();

        var held = _app.DeliverAsync(UserEvent.Updated(_id) with { UpdatedAt = 1 });
        var others = await Task.WhenAll(
            Enumerable.Range(0, 60).Select(_ => _app.DeliverAsync(UserEvent.Created(UserEvent.NewId())))
        );

        Assert.All(others, answer => Assert.Equal("applied", answer.Outcome));
        Assert.Equal("database_unavailable", (await held).Code);
    }

    [Fact]
    public async Task Failure_record_does_not_overwrite_a_success()
    {
        await _app.DeliverAsync(UserEvent.Created(_id), _svixId);
        var late = new WebhookDelivery
        {
            SvixId = new SvixId(_svixId),
            Event = new ClerkEvent(),
            ReceivedAt = DateTimeOffset.UtcNow,
            Payload = default,
        };

        await _app.Get<DeliveryLog>().RecordAsync([(late, "late")], WebhookOutcome.Failed, CancellationToken.None);

        Assert.Equal("applied", await database.FindOutcomeAsync(_svixId));
    }

    [Fact]
    public async Task Payloads_about_a_deleted_user_are_removed()
    {
        await using (await ForbidAsync(_id))
        {
            await _app.DeliverAsync(UserEvent.Created(_id), _svixId);
        }

        await _app.DeliverAsync(UserEvent.Deleted(_id));

        Assert.Equal(0L, await CountPayloadsAsync());
    }

    [Fact]
    public async Task Payloads_that_arrive_after_the_deletion_of_their_user_are_not_stored()
    {
        await using var app = await TestApp.StartAsync(database, ("ClerkSync:KeepPayloads", "all"));
        await app.DeliverAsync(UserEvent.Deleted(_id));

        await app.DeliverAsync(UserEvent.Created(_id));
        var broken = UserEvent.Updated(_id).ToJson();
        broken["data"]!["updated_at"] = "never";
        var rejected = await app.DeliverAsync(broken);

        Assert.Equal("invalid_payload", rejected.Code);
        Assert.Equal(0L, await CountPayloadsAsync());
    }

    [Fact]
    public async Task Delivery_with_pending_migrations_gets_503_with_a_retry_time()
    {
        var behind = new TestDatabase();
        await behind.InitializeAsync();
        await behind.ExecuteAsync("delete from clerksync_migrations");
        await using var app = await TestApp.StartAsync(behind);

        var answer = await app.DeliverAsync(UserEvent.Created(_id));

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "migrations_pending"), (answer.Status, answer.Code));
        Assert.NotNull(answer.RetryAfter);
        await behind.DisposeAsync();
    }

    [Fact]
    public async Task Delivery_with_an_unreachable_database_gets_503_with_a_retry_time()
    {
        await using var app = await TestApp.StartAsync(database, ("DATABASE_URL", "postgresql://a:b@127.0.0.1:1/none"));

        var answer = await app.DeliverAsync(UserEvent.Created(_id));

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "database_unavailable"), (answer.Status, answer.Code));
        Assert.Equal(TimeSpan.FromSeconds(5), answer.RetryAfter);
    }

    [Fact]
    public async Task Missing_privilege_fails_the_delivery_and_the_health_check()
    {
        var role = $"poor_{Guid.NewGuid():n}";
        await database.ExecuteAsync($"create role {role} login password 'poor'");
        await database.ExecuteAsync($"grant select on clerksync_migrations to {role}");
        var connection = new Npgsql.NpgsqlConnectionStringBuilder(database.ConnectionString)
        {
            Username = role,
            Password = "poor",
        };
        await using var app = await TestApp.StartAsync(database, ("DATABASE_URL", connection.ConnectionString));

        var answer = await app.DeliverAsync(UserEvent.Created(_id));
        using var health = await app.Http.GetAsync(new Uri("api/health", UriKind.Relative));

        Assert.False(answer.IsSuccess);
        Assert.Contains(answer.Code, new[] { "internal_error", "database_unavailable" });
        Assert.Equal(HttpStatusCode.ServiceUnavailable, health.StatusCode);
    }

    private Task<long> CountPayloadsAsync() =>
        database.ScalarAsync<long>(
            "select count(*) from webhook_deliveries where clerk_id = @_id and payload is not null",
            new { _id }
        );

    private async Task<IAsyncDisposable> ForbidAsync(string clerkId)
    {
        var name = $"forbid_{clerkId}";
        await database.ExecuteAsync(
            $"alter table users add constraint {name} check (clerk_id <> '{clerkId}') not valid"
        );
        return new Obstacle(() => database.ExecuteAsync($"alter table users drop constraint {name}"));
    }

    private sealed class Obstacle(Func<Task> remove) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await remove();
    }
}
