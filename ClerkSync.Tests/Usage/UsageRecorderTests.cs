using ClerkSync.Core;
using ClerkSync.Core.Credits;
using ClerkSync.Core.Usage;
using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.Usage;

/// <summary>Reports of runs, for a user who starts with 10 credits. A generation costs 4.</summary>
public sealed class UsageRecorderTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private static readonly UsageRun Run = new()
    {
        Action = "generate",
        Provider = "openai",
        Model = "gpt-image",
        Cost = 0.0421m,
        CustomerId = "customer-1",
        IdempotencyKey = "run-1",
    };

    private readonly ClerkId _ada = new(UserEvent.NewId());
    private TestApp _app = null!;

    public async Task InitializeAsync()
    {
        _app = await TestApp.StartAsync(
            database,
            ("ClerkSync:Credits:Actions:generate", "4"),
            ("ClerkSync:Credits:Actions:preview", "0")
        );
        await _app.DeliverAsync(UserEvent.Created(_ada.Value));
    }

    public async Task DisposeAsync()
    {
        Assert.Empty(await Ledger.FindFaultsAsync(database.DataSource));
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task Run_is_recorded_and_its_credits_are_taken()
    {
        var key = Guid.NewGuid();

        var result = await _app.Get<UsageRecorder>().RecordAsync(_ada, Run, key, CancellationToken.None);

        Assert.Equal(Answer(UsageOutcome.Charged, balance: 6), result);
        var run = Assert.Single(await ReadRunsAsync());
        Assert.Equal(
            ("generate", "openai", "gpt-image", 0.0421m, 4, "charged", "customer-1", key),
            (run.Action, run.Provider, run.Model, run.Cost, run.Credits, run.Outcome, run.CustomerId, run.ApiKeyId)
        );
        Assert.Equal((-4, "usage:generate", $"api-key:{key}"), await ReadNewestTransactionAsync());
    }

    /// <remarks>The cost is 0.1 + 0.2 from an application that uses floating-point numbers.</remarks>
    [Fact]
    public async Task Cost_is_rounded_to_ten_decimals()
    {
        await RecordAsync(Run with { Cost = 0.30000000000000004m });

        Assert.Equal(0.3m, Assert.Single(await ReadRunsAsync()).Cost);
    }

    [Fact]
    public async Task Run_without_an_API_key_has_the_user_as_its_actor()
    {
        await RecordAsync(Run);

        Assert.Equal((-4, "usage:generate", _ada.Value), await ReadNewestTransactionAsync());
    }

    [Fact]
    public async Task Run_with_insufficient_credits_is_recorded_and_takes_nothing()
    {
        await DeductAsync(7);

        var result = await RecordAsync(Run);

        Assert.Equal(Answer(UsageOutcome.Insufficient, balance: 3), result);
        Assert.Equal("insufficient", Assert.Single(await ReadRunsAsync()).Outcome);
        Assert.Equal(3, await BalanceAsync());
    }

    [Fact]
    public async Task Repeated_report_gets_the_same_result_and_takes_nothing()
    {
        await RecordAsync(Run);
        await DeductAsync(1);

        var again = await RecordAsync(Run);

        Assert.Equal(Answer(UsageOutcome.Charged, balance: 6) with { IsRepeated = true }, again);
        Assert.Single(await ReadRunsAsync());
        Assert.Equal(5, await BalanceAsync());
    }

    [Fact]
    public async Task Unpaid_run_gets_the_same_result_after_credits_are_added()
    {
        await DeductAsync(7);
        await RecordAsync(Run);
        await _app.Get<CreditLedger>().AddAsync(_ada, 50, "gift", "tests", null, CancellationToken.None);

        var again = await RecordAsync(Run);
        var another = await RecordAsync(Run with { IdempotencyKey = "run-2" });

        Assert.Equal(Answer(UsageOutcome.Insufficient, balance: 3) with { IsRepeated = true }, again);
        Assert.Equal(Answer(UsageOutcome.Charged, balance: 49), another);
    }

    public static TheoryData<UsageRun> OtherRuns() =>
        [
            Run with
            {
                Action = "export",
            },
            Run with
            {
                Provider = "other",
            },
            Run with
            {
                Model = "other",
            },
            Run with
            {
                Cost = 0.0422m,
            },
            Run with
            {
                CustomerId = null,
            },
        ];

    [Theory]
    [MemberData(nameof(OtherRuns), DisableDiscoveryEnumeration = true)]
    public async Task Key_of_another_run_is_a_conflict_and_records_nothing(UsageRun other)
    {
        await RecordAsync(Run);

        var result = await RecordAsync(other);

        Assert.Equal(UsageOutcome.KeyConflict, result.Outcome);
        Assert.Single(await ReadRunsAsync());
        Assert.Equal(6, await BalanceAsync());
    }

    [Fact]
    public async Task Cost_with_trailing_zeros_is_the_same_cost()
    {
        await RecordAsync(Run);

        var again = await RecordAsync(Run with { Cost = 0.04210000m });

        Assert.True(again.IsRepeated);
    }

    [Fact]
    public async Task Free_action_is_recorded_and_adds_no_row_to_the_ledger()
    {
        await DeductAsync(10);

        var result = await RecordAsync(Run with { Action = "preview" });

        Assert.Equal((UsageOutcome.Charged, 0, 0), (result.Outcome, result.Required, result.Balance));
        Assert.Equal((-10, "generate", "tests"), await ReadNewestTransactionAsync());
    }

    [Fact]
    public async Task Concurrent_reports_with_one_key_are_one_run()
    {
        await using var pause = await CommitPause.StartAsync(database, _ada.Value);
        var first = RecordAsync(Run);
        await pause.WaitUntilReachedAsync();

        var second = RecordAsync(Run);
        await pause.ReleaseOnceBlockedAsync(second);

        Assert.Equal(await first with { IsRepeated = true }, await second);
        Assert.Single(await ReadRunsAsync());
    }

    [Fact]
    public async Task Report_for_an_unknown_user_returns_NoSuchUser()
    {
        var result = await _app.Get<UsageRecorder>()
            .RecordAsync(new ClerkId("user_nobody"), Run, null, CancellationToken.None);

        Assert.Equal(UsageOutcome.NoSuchUser, result.Outcome);
    }

    public static TheoryData<string, UsageRun> InvalidRuns() =>
        new()
        {
            { "action", Run with { Action = "" } },
            { "provider", Run with { Provider = "\0" } },
            { "model", Run with { Model = new string('m', 256) } },
            { "cost", Run with { Cost = -0.01m } },
            { "cost", Run with { Cost = UsageRun.MaxCost + 0.01m } },
            { "customerId", Run with { CustomerId = " " } },
            { "idempotencyKey", Run with { IdempotencyKey = "" } },
        };

    [Theory]
    [MemberData(nameof(InvalidRuns), DisableDiscoveryEnumeration = true)]
    public async Task Run_with_an_invalid_field_is_rejected(string field, UsageRun run)
    {
        var rejection = await Assert.ThrowsAsync<ArgumentException>(() => RecordAsync(run));

        Assert.Equal(field, run.FindInvalidField());
        Assert.Contains($" {field} ", rejection.Message, StringComparison.Ordinal);
    }

    private static UsageResult Answer(UsageOutcome outcome, long balance) =>
        new()
        {
            Outcome = outcome,
            IsRepeated = false,
            Required = 4,
            Balance = balance,
        };

    private Task<UsageResult> RecordAsync(UsageRun run) =>
        _app.Get<UsageRecorder>().RecordAsync(_ada, run, null, CancellationToken.None);

    private Task DeductAsync(long amount) =>
        _app.Get<CreditLedger>().DeductAsync(_ada, amount, "generate", "tests", null, CancellationToken.None);

    private async Task<IReadOnlyList<UsageEvent>> ReadRunsAsync() =>
        (await _app.Get<UsageReader>().ReadAsync(_ada, null, 10, CancellationToken.None)).Recent;

    private Task<long> BalanceAsync() =>
        database.ScalarAsync<long>("select credits from users where clerk_id = @Value", _ada);

    private async Task<(long, string, string)> ReadNewestTransactionAsync()
    {
        var page = await _app.Get<CreditHistory>().ListAsync(_ada, 1, null, CancellationToken.None);
        var newest = page.Transactions[0];
        return (newest.Delta, newest.Reason, newest.Actor);
    }
}
