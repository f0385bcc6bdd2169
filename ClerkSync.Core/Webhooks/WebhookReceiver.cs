using ClerkSync.Core.Database;
using ClerkSync.Core.Deliveries;
using ClerkSync.Core.Instance;
using ClerkSync.Core.Objects;
using ClerkSync.Core.Telemetry;
using Microsoft.Extensions.Logging;

namespace ClerkSync.Core.Webhooks;

/// <summary>Handles a delivery from its raw bytes to its result.</summary>
public sealed partial class WebhookReceiver
{
    // The wait for a batch. With the batch's own five seconds, the answer comes within ten of the fifteen seconds that Svix waits.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly SignatureVerifier _verifier;
    private readonly EventReader _events;
    private readonly DeliveryBatcher _batcher;
    private readonly DeliveryApplier _applier;
    private readonly SchemaVersion _schema;
    private readonly ClerkInstance _instance;
    private readonly DeliveryDrain _drain;
    private readonly DeliveryTelemetry _telemetry;
    private readonly DeliveryOutage _outage;
    private readonly ClerkSyncSettings _settings;
    private readonly TimeProvider _time;
    private readonly ILogger<WebhookReceiver> _logger;

    internal WebhookReceiver(
        SignatureVerifier verifier,
        EventReader events,
        DeliveryBatcher batcher,
        DeliveryApplier applier,
        SchemaVersion schema,
        ClerkInstance instance,
        DeliveryDrain drain,
        DeliveryTelemetry telemetry,
        DeliveryOutage outage,
        ClerkSyncSettings settings,
        TimeProvider time,
        ILogger<WebhookReceiver> logger
    )
    {
        _verifier = verifier;
        _events = events;
        _batcher = batcher;
        _applier = applier;
        _schema = schema;
        _instance = instance;
        _drain = drain;
        _telemetry = telemetry;
        _outage = outage;
        _settings = settings;
        _time = time;
        _logger = logger;
    }

    /// <summary>Verifies a delivery and applies it. A success is committed when this returns.</summary>
    /// <param name="cancellationToken">Stops the wait for a batch. A delivery whose batch is in flight is still applied.</param>
    internal async Task<WebhookResult> ReceiveAsync(WebhookRequest request, CancellationToken cancellationToken)
    {
        using var inFlight = _drain.Enter();
        var measurement = _telemetry.Start(request.TraceParent);
        if (_verifier.Verify(request) is { } error)
        {
            LogRejected(error);
            _telemetry.Stop(measurement, error);
            return new WebhookResult(FindSvixId(request), null, error);
        }

        var delivery = Read(new SvixId(request.Id!), request.Body!.Value);
        using var patience = new CancellationTokenSource(Patience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        return await ApplyAsync(delivery, measurement, either.Token);
    }

    /// <summary>Applies a stored delivery again.</summary>
    /// <remarks>Async, so that its trace activity does not become the parent of the caller's next replay.</remarks>
    internal async Task<WebhookResult> ReplayAsync(SvixId svixId, byte[] payload, CancellationToken cancellationToken)
    {
        var delivery = Read(svixId, payload) with { IsReplay = true };
        return await ApplyAsync(delivery, _telemetry.Start(traceParent: null), cancellationToken);
    }

    private WebhookDelivery Read(SvixId svixId, ReadOnlyMemory<byte> body)
    {
        var now = _time.GetUtcNow();
        return new WebhookDelivery
        {
            SvixId = svixId,
            Event = _events.Read(body, now),
            ReceivedAt = now,
            Payload = body,
            KeptPayload = _settings.KeepPayloads == PayloadRetention.All ? body.ToArray() : null,
        };
    }

    private async Task<WebhookResult> ApplyAsync(
        WebhookDelivery delivery,
        DeliveryTelemetry.Measurement measurement,
        CancellationToken cancellationToken
    )
    {
        var result = await ApplyAsync(delivery, cancellationToken);
        _outage.Note(result);
        if (result.Error is null)
        {
            LogSuccessful(delivery.Event.ShownType, delivery.SvixId, result.Word);
        }
        else
        {
            LogUnsuccessful(delivery.Event.ShownType, delivery.SvixId, result.Word);
        }

        _telemetry.Stop(measurement, delivery, result);
        return result;
    }

    /// <summary>Applies a verified delivery, or stores it as rejected when it is unreadable.</summary>
    private async Task<WebhookResult> ApplyAsync(WebhookDelivery delivery, CancellationToken cancellationToken)
    {
        try
        {
            if (!await _schema.IsCurrentAsync(cancellationToken))
            {
                return new WebhookResult(delivery.SvixId, null, WebhookError.MigrationsPending);
            }

            var verdict = await _instance.JudgeAsync(delivery.Event.InstanceId, cancellationToken);
            if (verdict is { IsExample: false, Mismatch: { } mismatch })
            {
                LogWrongInstance(delivery.Event.ShownType, delivery.SvixId, mismatch.OfDelivery);
                return new WebhookResult(delivery.SvixId, null, WebhookError.WrongInstance)
                {
                    Detail = mismatch.OfDelivery,
                };
            }

            var applied = verdict.IsExample ? Ignore(delivery) : delivery;
            return applied.Event.UnreadableAt is null
                ? await _batcher.ApplyAsync(applied, cancellationToken)
                : await _applier.RejectAsync(applied, cancellationToken);
        }
        catch (Exception exception)
        {
            LogNotApplied(DatabaseErrors.Describe(exception));
            var error = DatabaseErrors.IsOutage(exception)
                ? WebhookError.DatabaseUnavailable
                : WebhookError.InternalError;
            return new WebhookResult(delivery.SvixId, null, error);
        }
    }

    private static SvixId? FindSvixId(WebhookRequest request) =>
        request.Id is { } id && SvixId.IsValid(id) ? new SvixId(id) : null;

    /// <summary>Returns the delivery without a write. It is still listed, so a test from the Dashboard can be seen.</summary>
    private static WebhookDelivery Ignore(WebhookDelivery delivery) =>
        delivery with
        {
            Event = delivery.Event with { Write = ObjectWrite.Nothing, UnreadableAt = null },
        };

    private void LogRejected(WebhookError error)
    {
        if (error == WebhookError.SecretMissing)
        {
            LogSecretMissing();
        }
        else
        {
            LogNotVerified(WebhookErrors.ToText(error));
        }
    }

    [LoggerMessage(LogLevel.Critical, $"{WebhookSecrets.Setting} is not set: every webhook is rejected")]
    private partial void LogSecretMissing();

    [LoggerMessage(LogLevel.Warning, "A webhook was rejected: {Error}")]
    private partial void LogNotVerified(string error);

    [LoggerMessage(LogLevel.Warning, "{EventType} {SvixId} was rejected: {Error}")]
    private partial void LogWrongInstance(string eventType, SvixId svixId, string error);

    // Without the exception, because its text may contain values of the payload.
    [LoggerMessage(LogLevel.Error, "A webhook could not be applied: {Error}")]
    private partial void LogNotApplied(string error);

    [LoggerMessage(LogLevel.Information, "{EventType} {SvixId}: {Answer}")]
    private partial void LogUnsuccessful(string eventType, SvixId svixId, string answer);

    // Debug, because the delivery log and the metrics have it too, and the line costs 8 % of the processor time (docs/performance.md).
    [LoggerMessage(LogLevel.Debug, "{EventType} {SvixId}: {Answer}")]
    private partial void LogSuccessful(string eventType, SvixId svixId, string answer);
}
