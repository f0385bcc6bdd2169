using ClerkSync.Core;
using ClerkSync.Core.Credits;
using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.Credits;

public sealed class CreditHistoryTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private readonly ClerkId _ada = new(UserEvent.NewId());
    private TestApp _app = null!;

    private CreditHistory History => _app.Get<CreditHistory>();

    public async Task InitializeAsync()
    {
        _app = await TestApp.StartAsync(database);
        await _app.DeliverAsync(UserEvent.Created(_ada.Value));
    }

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task Pages_are_newest_first_and_skip_nothing_while_new_rows_are_written()
    {
        await AddAsync(1, 2, 3, 4);

        var first = await History.ListAsync(_ada, 2, null, CancellationToken.None);
        await AddAsync(5);
        var second = await History.ListAsync(_ada, 2, Read(first.Next), CancellationToken.None);
        var third = await History.ListAsync(_ada, 2, Read(second.Next), CancellationToken.None);

        Assert.Equal([4, 3, 2, 1, 10], Deltas(first).Concat(Deltas(second)).Concat(Deltas(third)));
        Assert.Null(third.Next);
    }

    [Fact]
    public async Task Full_page_without_further_rows_is_the_last()
    {
        await AddAsync(1);

        var page = await History.ListAsync(_ada, 2, null, CancellationToken.None);

        Assert.Equal((2, null), (page.Transactions.Count, page.Next));
    }

    [Fact]
    public async Task History_has_only_the_transactions_of_the_user()
    {
        var bea = new ClerkId(UserEvent.NewId());
        await _app.DeliverAsync(UserEvent.Created(bea.Value));
        await AddAsync(1);

        var page = await History.ListAsync(bea, 10, null, CancellationToken.None);

        Assert.Equal([10], Deltas(page));
    }

    [Fact]
    public async Task Unknown_user_has_an_empty_history()
    {
        var page = await History.ListAsync(new ClerkId("user_nobody"), 10, null, CancellationToken.None);

        Assert.Empty(page.Transactions);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(501)]
    public async Task Limit_out_of_range_is_rejected(int limit) =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() =>
            History.ListAsync(_ada, limit, null, CancellationToken.None)
        );

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("1 or 1=1")]
    [InlineData("99999999999999999999")]
    public void Malformed_cursor_is_null(string text) => Assert.Null(CreditCursor.Find(text));

    private static CreditCursor? Read(CreditCursor? cursor) => CreditCursor.Find($"{cursor}");

    private static IEnumerable<long> Deltas(CreditPage page) => page.Transactions.Select(row => row.Delta);

    private async Task AddAsync(params long[] amounts)
    {
        foreach (var amount in amounts)
        {
            await _app.Get<CreditLedger>().AddAsync(_ada, amount, "gift", "tests", null, CancellationToken.None);
        }
    }
}
