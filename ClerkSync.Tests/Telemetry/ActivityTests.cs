using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using ClerkSync.Core.Telemetry;
using ClerkSync.Core.Webhooks;
using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.Telemetry;

public sealed class ActivityTests : IClassFixture<TestDatabase>, IDisposable
{
    private const string TraceId = "0af7651916cd43dd8448eb211c80319c";
    private const string SpanId = "b7ad6b7169203331";

    private readonly TestDatabase _database;
    private readonly ConcurrentQueue<Activity> _ended = [];
    private readonly ActivityListener _listener;
    private readonly string _svixId = $"msg_{Guid.NewGuid():n}";
    private readonly string _id = UserEvent.NewId();

    public ActivityTests(TestDatabase database)
    {
        _database = database;
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == ClerkSyncTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _ended.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public void Dispose() => _listener.Dispose();

    [Fact]
    public async Task Activity_of_a_delivery_has_only_its_id_type_and_outcome()
    {
        await using var app = await TestApp.StartAsync(_database);

        await app.DeliverAsync(UserEvent.Created(_id) with { Email = "ada@example.com" }, _svixId);

        var activity = FindActivity();
        Assert.Equal("clerksync.delivery", activity.OperationName);
        Assert.Equal(
            $"event_type=user.created,outcome=applied,svix-id={_svixId}",
            string.Join(',', activity.TagObjects.Select(tag => $"{tag.Key}={tag.Value}").Order(StringComparer.Ordinal))
        );
        Assert.Equal(ActivityStatusCode.Unset, activity.Status);
    }

    [Fact]
    public async Task Activity_of_a_rejected_delivery_has_an_error_status()
    {
        await using var app = await TestApp.StartAsync(_database);
        var broken = UserEvent.Updated(_id).ToJson();
        broken["data"]!["updated_at"] = "never";

        await app.DeliverAsync(broken, _svixId);

        Assert.Equal(ActivityStatusCode.Error, FindActivity().Status);
        Assert.Equal("invalid_payload", FindActivity().GetTagItem("error.type"));
    }

    [Fact]
    public async Task Activity_continues_the_trace_of_the_request()
    {
        await using var app = await TestApp.StartAsync(_database);
        var delivery = Delivery.Sign(Body(), _svixId, TestApp.Secret);
        using var request = delivery.ToRequest(new Uri(app.Http.BaseAddress!, "api/webhooks/clerk"));
        request.Headers.Add("traceparent", $"00-{TraceId}-{SpanId}-01");

        using var response = await app.Http.SendAsync(request);

        Assert.Equal(TraceId, FindActivity().TraceId.ToHexString());
    }

    [Fact]
    public async Task Trace_parent_of_the_delivery_is_used_if_no_activity_is_running()
    {
        await using var app = await TestApp.StartAsync(_database);
        var delivery = Delivery.Sign(Body(), _svixId, TestApp.Secret);
        var request = WebhookRequest.Read(
            name =>
                name switch
                {
                    "svix-id" => delivery.SvixId,
                    "svix-timestamp" => delivery.Timestamp,
                    "svix-signature" => delivery.Signature,
                    _ => null,
                },
            delivery.Body
        );

        await app.Get<WebhookReceiver>()
            .ReceiveAsync(request with { TraceParent = $"00-{TraceId}-{SpanId}-01" }, CancellationToken.None);

        Assert.Equal(
            (TraceId, SpanId),
            (FindActivity().TraceId.ToHexString(), FindActivity().ParentSpanId.ToHexString())
        );
    }

    private byte[] Body() => Encoding.UTF8.GetBytes(UserEvent.Created(_id).ToJson().ToJsonString());

    private Activity FindActivity() =>
        Assert.Single(_ended, activity => _svixId.Equals(activity.GetTagItem("svix-id")));
}
