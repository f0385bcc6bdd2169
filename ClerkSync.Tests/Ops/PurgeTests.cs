using ClerkSync.Core.Deliveries;
using ClerkSync.Tests.Drivers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace ClerkSync.Tests.Ops;

/// <summary>The rows and payloads that the nightly purge removes, to the second.</summary>
public sealed class PurgeTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 3, 17, 0, TimeSpan.Zero);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    public Task InitializeAsync() => database.ExecuteAsync("delete from webhook_deliveries");

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Payload_is_removed_after_30_days_and_its_row_stays()
    {
        await AddAsync("msg_old", "applied", Now.AddDays(-30) - Second);
        await AddAsync("msg_young", "applied", Now.AddDays(-30));

        var report = await PurgeAsync();

        Assert.Equal(new PurgeReport(1, 0), report);
        Assert.Equal(["msg_young"], await ListAsync("payload is not null"));
        Assert.Equal(["msg_old", "msg_young"], await ListAsync("true"));
    }

    [Fact]
    public async Task Row_is_removed_after_90_days()
    {
        await AddAsync("msg_old", "applied", Now.AddDays(-90) - Second);
        await AddAsync("msg_young", "applied", Now.AddDays(-90));

        var report = await PurgeAsync();

        Assert.Equal(1, report.Deliveries);
        Assert.Equal(["msg_young"], await ListAsync("true"));
    }

    [Fact]
    public async Task Row_that_was_processed_recently_is_kept()
    {
        await AddAsync("msg_1", "applied", Now.AddDays(-100), processedAt: Now.AddDays(-1));

        await PurgeAsync();

        Assert.Equal(["msg_1"], await ListAsync("payload is null"));
    }

    [Theory]
    [InlineData("failed")]
    [InlineData("rejected")]
    public async Task Replayable_delivery_outlives_a_shorter_row_retention(string outcome)
    {
        await AddAsync("msg_young", outcome, Now.AddDays(-30));
        await AddAsync("msg_old", outcome, Now.AddDays(-30) - Second);
        await AddAsync("msg_applied", "applied", Now.AddDays(-8));

        await PurgeAsync(("ClerkSync:DeliveryRetentionDays", "7"));

        Assert.Equal(["msg_young"], await ListAsync("payload is not null"));
        Assert.Equal(["msg_young"], await ListAsync("true"));
    }

    [Theory]
    [InlineData("failed")]
    [InlineData("rejected")]
    public async Task Old_payload_of_an_unsuccessful_delivery_is_removed(string outcome)
    {
        await AddAsync("msg_1", outcome, Now.AddDays(-31), processedAt: Now.AddDays(-1));

        await PurgeAsync();

        Assert.Equal(["msg_1"], await ListAsync("payload is null"));
    }

    [Fact]
    public async Task Locked_row_is_skipped()
    {
        await AddAsync("msg_held", "applied", Now.AddDays(-100));
        await AddAsync("msg_free", "applied", Now.AddDays(-100));
        await using var holder = await database.DataSource.OpenConnectionAsync();
        await using var transaction = await holder.BeginTransactionAsync();
        await using var command = holder.CreateCommand();
        command.CommandText = "select from webhook_deliveries where svix_id = 'msg_held' for update";
        await command.ExecuteNonQueryAsync();

        var report = await PurgeAsync();

        Assert.Equal(1, report.Deliveries);
        Assert.Equal(["msg_held"], await ListAsync("true"));
    }

    [Fact]
    public async Task One_purge_removes_more_than_one_chunk()
    {
        await database.ExecuteAsync(
            """
            insert into webhook_deliveries (svix_id, received_at, processed_at, outcome, payload)
            select 'msg_' || n, @at, @at, 'applied', '{}'::bytea from generate_series(1, 2500) as n
            union all
            select 'msg_payload_' || n, @later, @later, 'failed', '{}'::bytea from generate_series(1, 2500) as n
            """,
            new { at = Now.AddDays(-91), later = Now.AddDays(-31) }
        );

        var report = await PurgeAsync();

        Assert.Equal(new PurgeReport(2500, 2500), report);
    }

    private async Task<PurgeReport> PurgeAsync(params (string, string)[] settings)
    {
        await using var app = await TestApp.StartAsync(
            services => services.AddSingleton<TimeProvider>(new FakeTimeProvider(Now)),
            [("DATABASE_URL", database.ConnectionString), .. settings]
        );
        return await app.Get<DeliveryPurge>().PurgeAsync(CancellationToken.None);
    }

    private Task AddAsync(
        string svixId,
        string outcome,
        DateTimeOffset receivedAt,
        DateTimeOffset? processedAt = null
    ) =>
        database.ExecuteAsync(
            """
            insert into webhook_deliveries (svix_id, received_at, processed_at, outcome, payload)
            values (@svixId, @receivedAt, @processedAt, @outcome, '{}')
            """,
            new
            {
                svixId,
                outcome,
                receivedAt,
                processedAt = processedAt ?? receivedAt,
            }
        );

    private Task<IReadOnlyList<string>> ListAsync(string condition) =>
        database.QueryAsync<string>($"select svix_id from webhook_deliveries where {condition} order by svix_id");
}
