using ClerkSync.Cli.Trigger;
using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.Telemetry;

public sealed class MetricsTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private readonly string _id = UserEvent.NewId();
    private TestApp _app = null!;
    private MeterReader _meter = null!;

    public async Task InitializeAsync()
    {
        _app = await TestApp.StartAsync(database);
        _meter = new MeterReader(_app);
    }

    public async Task DisposeAsync()
    {
        _meter.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task Deliveries_are_counted_by_type_and_outcome()
    {
        await _app.DeliverAsync(UserEvent.Created(_id), "msg_once");
        await _app.DeliverAsync(UserEvent.Created(_id), "msg_once");
        await _app.DeliverAsync(Examples.Get("session.created"));

        Assert.Equal(
            [
                "1 event_type=session.created outcome=ignored",
                "1 event_type=user.created outcome=applied",
                "1 event_type=user.created outcome=duplicate",
            ],
            _meter.Read("clerksync.deliveries").Order()
        );
    }

    [Fact]
    public async Task Errors_are_counted_by_their_code()
    {
        var broken = UserEvent.Updated(_id).ToJson();
        broken["data"]!["updated_at"] = "never";
        await _app.DeliverAsync(broken);
        await _app.SendAsync(new Delivery { Body = [] });

        Assert.Equal(
            [
                "1 error.type=invalid_payload event_type=user.updated outcome=rejected",
                "1 error.type=missing_headers outcome=missing_headers",
            ],
            _meter.Read("clerksync.deliveries").Order()
        );
    }

    [Fact]
    public async Task Duration_is_in_seconds()
    {
        await _app.DeliverAsync(UserEvent.Created(_id));

        Assert.InRange(Assert.Single(_meter.ReadValues("clerksync.delivery.duration")), 0.0001, 10);
    }

    [Fact]
    public async Task Lag_is_measured_only_for_applied_events()
    {
        var json = UserEvent.Created(_id).ToJson();
        json["timestamp"] = DateTimeOffset.UtcNow.AddSeconds(-30).ToUnixTimeMilliseconds();
        await _app.DeliverAsync(json, "msg_lag");
        await _app.DeliverAsync(json, "msg_lag");
        await _app.DeliverAsync(Examples.Get("session.created"));

        Assert.InRange(Assert.Single(_meter.ReadValues("clerksync.delivery.lag")), 30, 60);
    }

    [Fact]
    public async Task Event_from_a_clock_that_is_ahead_has_zero_lag()
    {
        var json = UserEvent.Created(_id).ToJson();
        json["timestamp"] = DateTimeOffset.UtcNow.AddMinutes(2).ToUnixTimeMilliseconds();

        await _app.DeliverAsync(json);

        Assert.Equal(0, Assert.Single(_meter.ReadValues("clerksync.delivery.lag")));
    }
}
