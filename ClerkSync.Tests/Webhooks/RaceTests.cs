using ClerkSync.Cli.Trigger;
using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.Webhooks;

/// <summary>Two function apps with one database. Each test forces the race that a lock has to resolve.</summary>
public sealed class RaceTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private readonly string _run = Guid.NewGuid().ToString("n");
    private TestApp _first = null!;
    private TestApp _second = null!;

    private string Ada => $"user_{_run}_ada";
    private string Bea => $"user_{_run}_bea";
    private string Mail => $"{_run}@example.com";

    public async Task InitializeAsync()
    {
        _first = await TestApp.StartAsync(database);
        _second = await TestApp.StartAsync(database);
    }

    public async Task DisposeAsync()
    {
        await _first.DisposeAsync();
        await _second.DisposeAsync();
    }

    [Fact]
    public async Task Deletion_concurrent_with_a_creation_leaves_no_row()
    {
        for (var race = 0; race < 500; race++)
        {
            var id = $"user_{_run}_{race}";

            var answers = await Task.WhenAll(
                _first.DeliverAsync(UserEvent.Created(id)),
                _second.DeliverAsync(UserEvent.Deleted(id))
            );

            Assert.All(answers, answer => Assert.True(answer.IsSuccess, answer.Body));
        }

        Assert.Equal(0L, await CountAsync("users"));
        Assert.Equal(500L, await CountAsync("tombstones"));
    }

    /// <remarks>Without the locks on IDs, the deletion would find no row, and the creation would find no tombstone.</remarks>
    [Fact]
    public async Task Deletion_waits_for_an_uncommitted_creation()
    {
        await using var pause = await CommitPause.StartAsync(database, Ada);
        var creation = _first.DeliverAsync(UserEvent.Created(Ada));
        await pause.WaitUntilReachedAsync();

        var deletion = _second.DeliverAsync(UserEvent.Deleted(Ada));
        await pause.ReleaseOnceBlockedAsync(deletion);
        await Task.WhenAll(creation, deletion);

        Assert.Equal(("applied", "applied"), ((await creation).Outcome, (await deletion).Outcome));
        Assert.Null(await database.FindUserAsync(Ada));
    }

    /// <remarks>Without the locks on emails, the second transaction would violate the unique index and be retried.</remarks>
    [Fact]
    public async Task Second_claimant_of_a_new_email_waits_for_the_first()
    {
        await using var pause = await CommitPause.StartAsync(database, Ada);
        var first = _first.DeliverAsync(UserEvent.Created(Ada) with { Email = Mail });
        await pause.WaitUntilReachedAsync();

        var second = _second.DeliverAsync(UserEvent.Created(Bea) with { Email = Mail, UpdatedAt = 1 });
        await pause.ReleaseOnceBlockedAsync(second);
        await Task.WhenAll(first, second);

        Assert.Equal(
            (null, Mail),
            ((await database.FindUserAsync(Ada))?.Email, (await database.FindUserAsync(Bea))?.Email)
        );
        Assert.DoesNotContain(_second.Logs, line => line.Contains("runs again", StringComparison.Ordinal));
    }

    /// <remarks>
    /// Without the lock on the holder's row, neither transaction would assign the email: one would see no claimant, and the other the
    /// old row of the holder.
    /// </remarks>
    [Fact]
    public async Task Claimant_of_an_email_waits_for_the_holder_that_releases_it()
    {
        await _first.DeliverAsync(UserEvent.Created(Ada) with { Email = Mail, UpdatedAt = 10 });
        await using var pause = await CommitPause.StartAsync(database, Ada);
        var leaving = _first.DeliverAsync(UserEvent.Updated(Ada) with { Email = $"new-{Mail}", UpdatedAt = 11 });
        await pause.WaitUntilReachedAsync();

        var claim = _second.DeliverAsync(UserEvent.Created(Bea) with { Email = Mail, UpdatedAt = 5 });
        await pause.ReleaseOnceBlockedAsync(claim);
        await Task.WhenAll(leaving, claim);

        Assert.Equal(Mail, (await database.FindUserAsync(Bea))?.Email);
    }

    /// <remarks>This happens with a manual replay, or with a retry that overtakes the first attempt.</remarks>
    [Fact]
    public async Task Second_delivery_with_the_same_id_waits_for_the_first_and_is_a_duplicate()
    {
        await using var pause = await CommitPause.StartAsync(database, Ada);
        var first = _first.DeliverAsync(UserEvent.Created(Ada), $"msg_{_run}");
        await pause.WaitUntilReachedAsync();

        var second = _second.DeliverAsync(UserEvent.Created(Ada), $"msg_{_run}");
        await pause.ReleaseOnceBlockedAsync(second);

        Assert.Equal(("applied", "duplicate"), ((await first).Outcome, (await second).Outcome));
    }

    /// <remarks>
    /// Without the lock on the user, one transaction would store the payload while the other removes only the payloads that it sees.
    /// </remarks>
    [Theory]
    [InlineData("session.created", "user_id")]
    [InlineData("organization.updated", "created_by")]
    public async Task Payload_to_store_waits_for_an_uncommitted_deletion_of_its_user(string type, string member)
    {
        await using var first = await TestApp.StartAsync(database, ("ClerkSync:DeleteMode", "soft"));
        await using var second = await TestApp.StartAsync(database, ("ClerkSync:KeepPayloads", "all"));
        await first.DeliverAsync(UserEvent.Created(Ada));
        await using var pause = await CommitPause.StartAsync(database, Ada);
        var deletion = first.DeliverAsync(UserEvent.Deleted(Ada));
        await pause.WaitUntilReachedAsync();
        var json = Examples.Get(type);
        json["data"]!["id"] = $"object_{_run}";
        json["data"]![member] = Ada;

        var kept = second.DeliverAsync(json);
        await pause.ReleaseOnceBlockedAsync(kept);
        await Task.WhenAll(deletion, kept);

        Assert.True((await kept).IsSuccess);
        Assert.Equal(
            0L,
            await database.ScalarAsync<long>(
                "select count(payload) from webhook_deliveries where user_clerk_id = @Ada",
                new { Ada }
            )
        );
    }

    [Fact]
    public async Task Deliveries_with_the_same_id_in_one_batch_have_one_effect()
    {
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(_ => _first.DeliverAsync(UserEvent.Created(Ada), $"msg_{_run}"))
        );

        Assert.Single(answers, answer => answer.Outcome == "applied");
        Assert.Equal(19, answers.Count(answer => answer.Outcome == "duplicate"));
    }

    [Fact]
    public async Task Delivery_that_times_out_on_a_locked_row_is_applied_when_it_is_retried()
    {
        await _first.DeliverAsync(UserEvent.Created(Ada));
        await using (var connection = await database.DataSource.OpenConnectionAsync())
        await using (await connection.BeginTransactionAsync())
        {
            await using var command = connection.CreateCommand();
            command.CommandText = $"select from users where clerk_id = '{Ada}' for update";
            await command.ExecuteNonQueryAsync();

            var busy = await _second.DeliverAsync(UserEvent.Updated(Ada) with { UpdatedAt = 1 }, $"msg_{_run}");

            Assert.Equal("database_unavailable", busy.Code);
        }

        var answer = await _second.DeliverAsync(UserEvent.Updated(Ada) with { UpdatedAt = 1 }, $"msg_{_run}");
        Assert.Equal("applied", answer.Outcome);
    }

    /// <remarks>
    /// Without this wait, two new users with one email would conflict in the unique index, and one transaction would be retried.
    /// </remarks>
    [Fact]
    public async Task New_user_waits_for_a_transaction_that_holds_the_lock_on_the_email()
    {
        var email = $"{Guid.NewGuid():n}@example.com";
        await using var connection = await database.DataSource.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var command = connection.CreateCommand();
        command.CommandText =
            $"select pg_advisory_xact_lock(1129665903, (hashtextextended('{email}', 0) & 1048575)::int)";
        await command.ExecuteNonQueryAsync();

        var waiting = _first.DeliverAsync(UserEvent.Created(UserEvent.NewId()) with { Email = email });
        await Task.Delay(TimeSpan.FromMilliseconds(500));
        var hasWaited = !waiting.IsCompleted;
        await transaction.RollbackAsync();

        Assert.True(hasWaited);
        Assert.Equal("applied", (await waiting).Outcome);
    }

    private Task<long> CountAsync(string table) =>
        database.ScalarAsync<long>($"select count(*) from {table} where clerk_id like 'user_{_run}%'");
}
