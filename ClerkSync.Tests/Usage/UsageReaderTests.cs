using ClerkSync.Core;
using ClerkSync.Core.Usage;
using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.Usage;

public sealed class UsageReaderTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private static readonly DateTimeOffset Monday = new(2026, 5, 4, 23, 30, 0, TimeSpan.Zero);
    private readonly ClerkId _ada = new(UserEvent.NewId());
    private TestApp _app = null!;

    public async Task InitializeAsync()
    {
        _app = await TestApp.StartAsync(database);
        await _app.DeliverAsync(UserEvent.Created(_ada.Value));
    }

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task Costs_are_added_exactly()
    {
        await AddAsync("openai", 0.1m, Monday);
        await AddAsync("openai", 0.2m, Monday);
        await AddAsync("openai", 0.0000000001m, Monday);

        var usage = await ReadAsync();

        Assert.Equal(new UsageTotal(3, 0.3000000001m, 3, 0), usage.Total);
    }

    [Fact]
    public async Task Costs_have_no_trailing_zeros()
    {
        await AddAsync("openai", 0.50m, Monday);
        await AddAsync("openai", 0.5m, Monday.AddDays(1));

        var usage = await _app.Get<UsageReader>().ReadAsync(_ada, null, 2, CancellationToken.None);

        Assert.Equal(["0.5", "0.5"], usage.Recent.Select(run => $"{run.Cost}"));
        Assert.Equal(["0.5", "0.5"], usage.ByDay.Select(day => $"{day.Total.Cost}"));
        Assert.Equal(("1", "1"), ($"{usage.Total.Cost}", $"{usage.ByProvider.Single().Total.Cost}"));
    }

    [Fact]
    public async Task Uncharged_run_is_counted_separately_and_adds_no_cost()
    {
        await AddAsync("openai", 0.5m, Monday);
        await AddAsync("openai", 0.5m, Monday, "insufficient");
        await AddAsync("stability", 2, Monday.AddDays(1), "insufficient");

        var usage = await ReadAsync();

        Assert.Equal(new UsageTotal(1, 0.5m, 1, 2), usage.Total);
        Assert.Equal(
            [new("openai", new UsageTotal(1, 0.5m, 1, 1)), new("stability", new UsageTotal(0, 0, 0, 1))],
            usage.ByProvider
        );
        Assert.Equal([new UsageTotal(0, 0, 0, 1), new UsageTotal(1, 0.5m, 1, 1)], usage.ByDay.Select(day => day.Total));
    }

    [Fact]
    public async Task Totals_by_provider_are_listed_highest_cost_first()
    {
        await AddAsync("stability", 1, Monday);
        await AddAsync("openai", 3, Monday);
        await AddAsync("stability", 1, Monday.AddDays(1));

        var usage = await ReadAsync();

        Assert.Equal(
            [new("openai", new UsageTotal(1, 3, 1, 0)), new("stability", new UsageTotal(2, 2, 2, 0))],
            usage.ByProvider
        );
    }

    /// <remarks>The time zone of the session does not affect the days.</remarks>
    [Fact]
    public async Task Totals_by_day_are_in_UTC_latest_first()
    {
        await database.ExecuteAsync(
            $"alter database {database.DataSource.CreateConnection().Database} set timezone = 'Asia/Tokyo'"
        );
        await using var app = await TestApp.StartAsync(database, ("ClerkSync:MigrateOnStart", "false"));
        await AddAsync("openai", 1, Monday);
        await AddAsync("stability", 2, Monday);
        await AddAsync("openai", 4, Monday.AddHours(1));

        var usage = await app.Get<UsageReader>().ReadAsync(_ada, null, 0, CancellationToken.None);

        Assert.Equal(
            [
                new(new DateOnly(2026, 5, 5), new UsageTotal(1, 4, 1, 0)),
                new(new DateOnly(2026, 5, 4), new UsageTotal(2, 3, 2, 0)),
            ],
            usage.ByDay
        );
    }

    [Fact]
    public async Task Only_runs_since_a_time_are_counted_and_shown()
    {
        await AddAsync("openai", 1, Monday);
        await AddAsync("openai", 2, Monday.AddMinutes(1));

        var usage = await _app.Get<UsageReader>().ReadAsync(_ada, Monday.AddMinutes(1), 10, CancellationToken.None);

        Assert.Equal(2, usage.Total.Cost);
        Assert.Equal([2], usage.Recent.Select(run => run.Cost));
    }

    [Fact]
    public async Task Recent_runs_are_the_newest_up_to_the_requested_number()
    {
        await AddAsync("openai", 1, Monday);
        await AddAsync("openai", 2, Monday);
        await AddAsync("openai", 3, Monday);

        var usage = await _app.Get<UsageReader>().ReadAsync(_ada, null, 2, CancellationToken.None);

        Assert.Equal([3, 2], usage.Recent.Select(run => run.Cost));
        Assert.Equal(3, usage.Total.Runs);
    }

    [Fact]
    public async Task User_without_runs_has_an_empty_summary()
    {
        var usage = await _app.Get<UsageReader>()
            .ReadAsync(new ClerkId("user_nobody"), null, 10, CancellationToken.None);

        Assert.Equal(default, usage.Total);
        Assert.Empty(usage.ByProvider);
        Assert.Empty(usage.ByDay);
        Assert.Empty(usage.Recent);
    }

    private Task<UsageSummary> ReadAsync() => _app.Get<UsageReader>().ReadAsync(_ada, null, 0, CancellationToken.None);

    private Task AddAsync(string provider, decimal cost, DateTimeOffset at, string outcome = "charged") =>
        database.ExecuteAsync(
            """
            insert into usage_events
                (user_id, action, provider, model, cost, credits, idempotency_key, outcome, balance_after, created_at)
            select id, 'generate', @provider, 'm', @cost, 1, gen_random_uuid(), @outcome, 0, @at
            from users where clerk_id = @ada
            """,
            new
            {
                provider,
                cost,
                outcome,
                at,
                ada = _ada.Value,
            }
        );
}
