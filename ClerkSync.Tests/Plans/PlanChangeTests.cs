using ClerkSync.Core;
using ClerkSync.Core.Credits;
using ClerkSync.Core.Plans;
using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.Plans;

public sealed class PlanChangeTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private readonly ClerkId _ada = new(UserEvent.NewId());
    private TestApp _app = null!;

    public async Task InitializeAsync()
    {
        _app = await TestApp.StartAsync(database);
        await _app.DeliverAsync(UserEvent.Created(_ada.Value));
    }

    public async Task DisposeAsync()
    {
        Assert.Empty(await Ledger.FindFaultsAsync(database.DataSource));
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task Change_is_written_to_the_row_and_to_the_plan_history()
    {
        var result = await ChangeAsync("pro");

        Assert.Equal((PlanOutcome.Changed, "pro", 10), (result.Outcome, result.Plan, result.Balance));
        Assert.Equal("pro", (await database.FindUserAsync(_ada.Value))?.Plan);
        Assert.Equal(["free pro tests"], await ReadChangesAsync());
    }

    [Fact]
    public async Task Bonus_credits_are_added_with_the_change()
    {
        var result = await ChangeAsync("pro", bonus: 90);

        Assert.Equal((PlanOutcome.Changed, 100), (result.Outcome, result.Balance));
        Assert.Equal((90, "plan:pro", "tests", 100), await ReadNewestTransactionAsync());
    }

    [Fact]
    public async Task Change_to_the_current_plan_changes_nothing_and_adds_no_bonus()
    {
        var result = await ChangeAsync("free", bonus: 90);

        Assert.Equal((PlanOutcome.Unchanged, "free", 10), (result.Outcome, result.Plan, result.Balance));
        Assert.Empty(await ReadChangesAsync());
    }

    [Fact]
    public async Task Repeated_key_has_one_effect_and_the_same_result_despite_a_later_change()
    {
        var first = await ChangeAsync("pro", bonus: 90, key: "invoice-1");
        await ChangeAsync("free");

        var again = await ChangeAsync("pro", bonus: 90, key: "invoice-1");

        Assert.Equal(first with { Outcome = PlanOutcome.Repeated }, again);
        Assert.Equal("free", (await database.FindUserAsync(_ada.Value))?.Plan);
        Assert.Equal(100, (await database.FindUserAsync(_ada.Value))?.Credits);
    }

    [Theory]
    [InlineData("enterprise", 90)]
    [InlineData("pro", 91)]
    public async Task Same_key_for_another_change_is_a_conflict(string plan, long bonus)
    {
        await ChangeAsync("pro", bonus: 90, key: "invoice-1");

        var other = await ChangeAsync(plan, bonus, key: "invoice-1");

        Assert.Equal((PlanOutcome.KeyConflict, "pro", 100), (other.Outcome, other.Plan, other.Balance));
    }

    [Fact]
    public async Task Concurrent_changes_add_one_bonus()
    {
        await using var pause = await CommitPause.StartAsync(database, _ada.Value);
        var first = ChangeAsync("pro", bonus: 90);
        await pause.WaitUntilReachedAsync();

        var second = ChangeAsync("pro", bonus: 90);
        await pause.ReleaseOnceBlockedAsync(second);

        Assert.Equal((PlanOutcome.Changed, 100), ((await first).Outcome, (await first).Balance));
        Assert.Equal((PlanOutcome.Unchanged, 100), ((await second).Outcome, (await second).Balance));
    }

    /// <remarks>The transaction runs again and finds the plan that it wrote itself.</remarks>
    [Fact]
    public async Task Commit_with_a_lost_response_is_still_a_change()
    {
        await using var line = LostCommits.Start(database);
        await using var app = await TestApp.StartAsync(("DATABASE_URL", line.ConnectionString));
        line.Lose(commits: 1);

        var result = await app.Get<PlanChanges>().ChangeAsync(_ada, "pro", "tests", 90, null, CancellationToken.None);

        Assert.Equal((1, PlanOutcome.Changed, 100), (line.Lost, result.Outcome, result.Balance));
    }

    [Fact]
    public async Task Unknown_plan_is_rejected_with_a_list_of_the_plans()
    {
        var rejection = await Assert.ThrowsAsync<ArgumentException>("plan", () => ChangeAsync("gold"));

        Assert.Contains("free, pro, enterprise", rejection.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(CreditLedger.MaxAmount + 1)]
    public async Task Bonus_out_of_range_is_rejected(long bonus) =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => ChangeAsync("pro", bonus));

    [Fact]
    public async Task Change_for_an_unknown_user_returns_NoSuchUser()
    {
        var result = await _app.Get<PlanChanges>()
            .ChangeAsync(new ClerkId("user_nobody"), "pro", "tests", 0, null, CancellationToken.None);

        Assert.Equal((PlanOutcome.NoSuchUser, null), (result.Outcome, result.Plan));
    }

    private Task<PlanChangeResult> ChangeAsync(string plan, long bonus = 0, string? key = null) =>
        _app.Get<PlanChanges>().ChangeAsync(_ada, plan, "tests", bonus, key, CancellationToken.None);

    private Task<IReadOnlyList<string>> ReadChangesAsync() =>
        database.QueryAsync<string>(
            """
            select concat_ws(' ', from_plan, to_plan, actor)
            from plan_changes p join users u on u.id = p.user_id
            where u.clerk_id = @Value
            """,
            _ada
        );

    private async Task<(long, string, string, long)> ReadNewestTransactionAsync()
    {
        var page = await _app.Get<CreditHistory>().ListAsync(_ada, 1, null, CancellationToken.None);
        var newest = page.Transactions[0];
        return (newest.Delta, newest.Reason, newest.Actor, newest.BalanceAfter);
    }
}
