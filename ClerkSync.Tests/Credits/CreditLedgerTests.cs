using ClerkSync.Core;
using ClerkSync.Core.Credits;
using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.Credits;

/// <summary>Deductions and additions of credits, for a user who starts with 10.</summary>
public sealed class CreditLedgerTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private readonly ClerkId _ada = new(UserEvent.NewId());
    private TestApp _app = null!;

    public async Task InitializeAsync()
    {
        _app = await TestApp.StartAsync(database, ("ClerkSync:DeleteMode", "soft"));
        await _app.DeliverAsync(UserEvent.Created(_ada.Value));
    }

    public async Task DisposeAsync()
    {
        Assert.Empty(await Ledger.FindFaultsAsync(database.DataSource));
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task Deduction_takes_credits_and_records_the_actor_and_the_reason()
    {
        var result = await DeductAsync(4, "request-1");

        Assert.Equal((CreditOutcome.Applied, 6, 4), (result.Outcome, result.Balance, result.Required));
        var newest = (await _app.Get<CreditHistory>().ListAsync(_ada, 1, null, CancellationToken.None)).Transactions[0];
        Assert.Equal(
            (-4, "generate", "tests", "request-1", 6),
            (newest.Delta, newest.Reason, newest.Actor, newest.IdempotencyKey, newest.BalanceAfter)
        );
    }

    [Fact]
    public async Task Addition_adds_credits()
    {
        var result = await AddAsync(5);

        Assert.Equal((CreditOutcome.Applied, 15, 5), (result.Outcome, result.Balance, result.Required));
    }

    [Fact]
    public async Task Deduction_can_take_the_whole_balance()
    {
        var result = await DeductAsync(10);

        Assert.Equal((CreditOutcome.Applied, 0), (result.Outcome, result.Balance));
    }

    [Fact]
    public async Task Deduction_above_the_balance_takes_nothing_and_returns_the_balance()
    {
        var result = await DeductAsync(11);

        Assert.Equal((CreditOutcome.Insufficient, 10, 11), (result.Outcome, result.Balance, result.Required));
        Assert.Equal(1, await CountRowsAsync());
    }

    [Fact]
    public async Task Repeated_key_has_one_effect_and_the_same_result_despite_changes_in_between()
    {
        var first = await DeductAsync(4, "request-1");
        await AddAsync(100);

        var again = await DeductAsync(4, "request-1");

        Assert.Equal(first with { Outcome = CreditOutcome.Repeated }, again);
        Assert.Equal(106, await BalanceAsync());
    }

    [Fact]
    public async Task Repeated_key_is_a_repetition_even_if_the_balance_is_now_too_low()
    {
        var first = await DeductAsync(10, "request-1");

        var again = await DeductAsync(10, "request-1");

        Assert.Equal(first with { Outcome = CreditOutcome.Repeated }, again);
    }

    [Fact]
    public async Task Same_key_for_another_amount_is_a_conflict_and_has_no_effect()
    {
        await DeductAsync(4, "request-1");

        var other = await DeductAsync(3, "request-1");

        Assert.Equal((CreditOutcome.KeyConflict, 6, 3), (other.Outcome, other.Balance, other.Required));
        Assert.Equal(6, await BalanceAsync());
    }

    [Fact]
    public async Task Same_key_for_an_addition_after_a_deduction_is_a_conflict()
    {
        await DeductAsync(4, "request-1");

        var other = await AddAsync(4, "request-1");

        Assert.Equal(CreditOutcome.KeyConflict, other.Outcome);
    }

    [Fact]
    public async Task Same_key_for_another_reason_is_a_conflict()
    {
        await DeductAsync(4, "request-1");

        var other = await Credits.DeductAsync(_ada, 4, "export", "tests", "request-1", CancellationToken.None);

        Assert.Equal(CreditOutcome.KeyConflict, other.Outcome);
    }

    [Fact]
    public async Task Key_of_a_rejected_deduction_can_be_used_again()
    {
        await DeductAsync(11, "request-1");
        await AddAsync(1);

        var again = await DeductAsync(11, "request-1");

        Assert.Equal((CreditOutcome.Applied, 0), (again.Outcome, again.Balance));
    }

    [Fact]
    public async Task Two_users_can_use_the_same_key()
    {
        var bea = new ClerkId(UserEvent.NewId());
        await _app.DeliverAsync(UserEvent.Created(bea.Value));
        await DeductAsync(4, "request-1");

        var other = await Credits.DeductAsync(bea, 4, "generate", "tests", "request-1", CancellationToken.None);

        Assert.Equal(CreditOutcome.Applied, other.Outcome);
    }

    [Fact]
    public async Task Each_call_without_a_key_has_an_effect()
    {
        await DeductAsync(4);

        var again = await DeductAsync(4);

        Assert.Equal((CreditOutcome.Applied, 2), (again.Outcome, again.Balance));
    }

    /// <remarks>If the lock were not a separate statement, the second call would see the first call's balance but not its key.</remarks>
    [Fact]
    public async Task Concurrent_calls_with_one_key_have_one_effect_and_one_result()
    {
        await using var pause = await CommitPause.StartAsync(database, _ada.Value);
        var first = DeductAsync(10, "request-1");
        await pause.WaitUntilReachedAsync();

        var second = DeductAsync(10, "request-1");
        await pause.ReleaseOnceBlockedAsync(second);

        Assert.Equal(await first with { Outcome = CreditOutcome.Repeated }, await second);
    }

    [Fact]
    public async Task Concurrent_calls_with_two_keys_do_not_take_the_same_credits()
    {
        await using var pause = await CommitPause.StartAsync(database, _ada.Value);
        var first = DeductAsync(6, "request-1");
        await pause.WaitUntilReachedAsync();

        var second = DeductAsync(6, "request-2");
        await pause.ReleaseOnceBlockedAsync(second);

        Assert.Equal(CreditOutcome.Applied, (await first).Outcome);
        Assert.Equal((CreditOutcome.Insufficient, 4), ((await second).Outcome, (await second).Balance));
    }

    /// <remarks>The transaction runs again, because the client cannot know that it was committed.</remarks>
    [Fact]
    public async Task Commit_with_a_lost_response_takes_credits_once_even_without_a_key()
    {
        await using var line = LostCommits.Start(database);
        await using var app = await TestApp.StartAsync(("DATABASE_URL", line.ConnectionString));
        line.Lose(commits: 2);

        var result = await app.Get<CreditLedger>()
            .DeductAsync(_ada, 4, "generate", "tests", null, CancellationToken.None);

        Assert.Equal(2, line.Lost);
        Assert.Equal((CreditOutcome.Applied, 6), (result.Outcome, result.Balance));
        Assert.Equal(6, await BalanceAsync());
    }

    [Fact]
    public async Task Deduction_for_an_unknown_user_returns_NoSuchUser()
    {
        var result = await Credits.DeductAsync(
            new ClerkId("user_nobody"),
            4,
            "generate",
            "tests",
            null,
            CancellationToken.None
        );

        Assert.Equal((CreditOutcome.NoSuchUser, 0, 4), (result.Outcome, result.Balance, result.Required));
    }

    [Fact]
    public async Task Deduction_and_addition_for_a_soft_deleted_user_return_NoSuchUser()
    {
        await _app.DeliverAsync(UserEvent.Deleted(_ada.Value));

        var outcomes = new[] { (await DeductAsync(1)).Outcome, (await AddAsync(1)).Outcome };

        Assert.All(outcomes, outcome => Assert.Equal(CreditOutcome.NoSuchUser, outcome));
        Assert.Equal(10, await BalanceAsync());
    }

    [Fact]
    public async Task Ledger_of_a_user_that_an_application_inserted_opens_with_the_existing_credits()
    {
        var bea = new ClerkId(UserEvent.NewId());
        await database.ExecuteAsync(
            "insert into users (clerk_id, credits, clerk_updated_at, clerk_event_at) values (@Value, 50, now(), now())",
            bea
        );

        var result = await Credits.DeductAsync(bea, 4, "generate", "tests", null, CancellationToken.None);

        Assert.Equal(46, result.Balance);
        var rows = (await _app.Get<CreditHistory>().ListAsync(bea, 10, null, CancellationToken.None)).Transactions;
        Assert.Equal([-4, 50], rows.Select(row => row.Delta));
    }

    [Fact]
    public async Task Rollback_of_the_callers_transaction_undoes_the_changes()
    {
        await using var connection = await database.DataSource.OpenConnectionAsync();
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            await Credits.DeductAsync(transaction, _ada, 4, "generate", "tests", null, CancellationToken.None);
            await Credits.AddAsync(transaction, _ada, 1, "gift", "tests", null, CancellationToken.None);
        }

        Assert.Equal(10, await BalanceAsync());
    }

    [Fact]
    public async Task Commit_of_the_callers_transaction_applies_the_changes()
    {
        await using var connection = await database.DataSource.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        var taken = await Credits.DeductAsync(
            transaction,
            _ada,
            4,
            "generate",
            "tests",
            "request-1",
            CancellationToken.None
        );
        var given = await Credits.AddAsync(transaction, _ada, 1, "gift", "tests", null, CancellationToken.None);
        await transaction.CommitAsync();

        Assert.Equal((6, 7), (taken.Balance, given.Balance));
        Assert.Equal(CreditOutcome.Repeated, (await DeductAsync(4, "request-1")).Outcome);
        Assert.Equal(7, await BalanceAsync());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(CreditLedger.MaxAmount + 1)]
    [InlineData(long.MinValue)]
    public async Task Amount_out_of_range_is_rejected(long amount)
    {
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => DeductAsync(amount));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => AddAsync(amount));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("nul\0")]
    [InlineData("\ud800")]
    public async Task Text_that_cannot_be_stored_is_rejected(string text)
    {
        await AssertRejectedAsync(text);
    }

    [Fact]
    public async Task Text_can_have_255_characters_but_not_256()
    {
        var longest = string.Concat(Enumerable.Repeat("ü😀", 85));

        var result = await Credits.DeductAsync(_ada, 1, longest, longest, longest, CancellationToken.None);

        Assert.Equal(CreditOutcome.Applied, result.Outcome);
        await AssertRejectedAsync(longest + "x");
    }

    private CreditLedger Credits => _app.Get<CreditLedger>();

    private Task<CreditResult> DeductAsync(long amount, string? key = null) =>
        Credits.DeductAsync(_ada, amount, "generate", "tests", key, CancellationToken.None);

    private Task<CreditResult> AddAsync(long amount, string? key = null) =>
        Credits.AddAsync(_ada, amount, "generate", "tests", key, CancellationToken.None);

    private async Task AssertRejectedAsync(string text)
    {
        var none = CancellationToken.None;
        await Assert.ThrowsAsync<ArgumentException>(
            "reason",
            () => Credits.DeductAsync(_ada, 1, text, "tests", null, none)
        );
        await Assert.ThrowsAsync<ArgumentException>(
            "actor",
            () => Credits.DeductAsync(_ada, 1, "generate", text, null, none)
        );
        await Assert.ThrowsAsync<ArgumentException>(
            "idempotencyKey",
            () => Credits.DeductAsync(_ada, 1, "generate", "tests", text, none)
        );
    }

    private Task<long> BalanceAsync() =>
        database.ScalarAsync<long>("select credits from users where clerk_id = @Value", _ada);

    private Task<long> CountRowsAsync() =>
        database.ScalarAsync<long>(
            "select count(*) from credit_transactions t join users u on u.id = t.user_id where u.clerk_id = @Value",
            _ada
        );
}
