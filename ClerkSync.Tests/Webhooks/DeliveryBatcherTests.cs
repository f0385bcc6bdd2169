using System.Text;
using ClerkSync.Core.Webhooks;
using ClerkSync.Tests.Drivers;
using Npgsql;

namespace ClerkSync.Tests.Webhooks;

/// <summary>Deliveries that wait while a batch is in flight.</summary>
public sealed class DeliveryBatcherTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private TestApp _app = null!;
    private NpgsqlConnection _holder = null!;

    public async Task InitializeAsync()
    {
        _app = await TestApp.StartAsync(database);
        _holder = await database.DataSource.OpenConnectionAsync();
    }

    public async Task DisposeAsync()
    {
        await _holder.DisposeAsync();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task Delivery_that_finds_the_queue_full_is_rejected_at_once()
    {
        await using var held = await HoldUsersAsync();
        List<Task<WebhookResult>> accepted = [ApplyAsync(UserEvent.NewId())];
        for (var i = 0; i < DeliveryBatcher.MaxWaiting; i++)
        {
            accepted.Add(ApplyAsync(UserEvent.NewId()));
        }

        var surplus = ApplyAsync(UserEvent.NewId());

        Assert.True(surplus.IsCompletedSuccessfully);
        Assert.Equal(WebhookError.DatabaseUnavailable, (await surplus).Error);
        await held.RollbackAsync();
        Assert.All(await Task.WhenAll(accepted), result => Assert.Equal(WebhookOutcome.Applied, result.Outcome));
    }

    [Fact]
    public async Task Queued_delivery_is_not_applied_after_its_caller_cancels()
    {
        await using var held = await HoldUsersAsync();
        var first = ApplyAsync(UserEvent.NewId());
        using var caller = new CancellationTokenSource();
        var id = UserEvent.NewId();
        var waiting = ApplyAsync(id, caller.Token);

        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await held.RollbackAsync();
        await first;
        await ApplyAsync(UserEvent.NewId());
        Assert.Null(await database.FindUserAsync(id));
    }

    [Fact]
    public async Task In_flight_delivery_is_applied_although_its_caller_cancels()
    {
        await using var held = await HoldUsersAsync();
        using var caller = new CancellationTokenSource();
        var id = UserEvent.NewId();
        var first = ApplyAsync(id, caller.Token);

        await caller.CancelAsync();
        await held.RollbackAsync();

        Assert.Equal(WebhookOutcome.Applied, (await first).Outcome);
        Assert.NotNull(await database.FindUserAsync(id));
    }

    private async Task<NpgsqlTransaction> HoldUsersAsync()
    {
        var transaction = await _holder.BeginTransactionAsync();
        await using var hold = new NpgsqlCommand("lock table users", _holder);
        await hold.ExecuteNonQueryAsync();
        return transaction;
    }

    private Task<WebhookResult> ApplyAsync(string id, CancellationToken cancellationToken = default)
    {
        var body = Encoding.UTF8.GetBytes(UserEvent.Created(id).ToJson().ToJsonString());
        var delivery = new WebhookDelivery
        {
            SvixId = new SvixId($"msg_{id}"),
            Event = _app.Get<EventReader>().Read(body, DateTimeOffset.UtcNow),
            ReceivedAt = DateTimeOffset.UtcNow,
            Payload = body,
        };
        return _app.Get<DeliveryBatcher>().ApplyAsync(delivery, cancellationToken);
    }
}
