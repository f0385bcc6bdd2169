using ClerkSync.Core.Database;
using ClerkSync.Core.Instance;
using ClerkSync.Core.Telemetry;
using Microsoft.Extensions.Logging;

namespace ClerkSync.Core.Webhooks;

/// <summary>Takes a delivery from its raw bytes to the answer that Svix gets.</summary>
public sealed partial class WebhookReceiver
{
    // For a turn; with the time that a batch may take, ten seconds of the fifteen that Svix waits.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly SignatureVerifier _verifier;
    private readonly WebhookBatcher _batcher;
    private readonly DeliveryLog _deliveryLog;
    private readonly SchemaVersion _schema;
    private readonly ClerkInstance _instance;
    private readonly DeliveryDrain _drain;
    private readonly DeliveryTelemetry _telemetry;
    private readonly DeliveryOutage _outage;
    private readonly TimeProvider _time;
    private readonly ILogger<WebhookReceiver> _logger;

    internal WebhookReceiver(
        SignatureVerifier verifier,
        WebhookBatcher batcher,
        DeliveryLog deliveryLog,
        SchemaVersion schema,
        ClerkInstance instance,
        DeliveryDrain drain,
        DeliveryTelemetry telemetry,
        DeliveryOutage outage,
        TimeProvider time,
        ILogger<WebhookReceiver> logger
    )
    {
        _verifier = verifier;
        _batcher = batcher;
        _deliveryLog = deliveryLog;
        _schema = schema;
        _instance = instance;
        _drain = drain;
        _telemetry = telemetry;
        _outage = outage;
        _time = time;
        _logger = logger;
    }

    /// <summary>Verifies a delivery and applies it. A success is committed when this returns.</summary>
    /// <param name="request">The delivery, untouched.</param>
    /// <param name="cancellationToken">Ends the waiting; a delivery that is already being applied is applied.</param>
    public async Task<WebhookResult> ReceiveAsync(WebhookRequest request, CancellationToken cancellationToken)
    {
        using var inFlight = _drain.Enter();
        var measurement = _telemetry.Start(request.TraceParent);
        if (_verifier.Verify(request) is { } error)
        {
            LogRefused(error);
            _telemetry.Stop(measurement, error);
            return new WebhookResult(FindSvixId(request), null, error);
        }

        var receivedAt = _time.GetUtcNow();
        var delivery = new WebhookDelivery
        {
            SvixId = new SvixId(request.Id!),
            Event = ClerkEvent.Read(request.Body!.Value, receivedAt),
            ReceivedAt = receivedAt,
            Payload = request.Body.Value,
        };
        using var patience = new CancellationTokenSource(Patience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        return await ApplyAsync(delivery, measurement, either.Token);
    }

    /// <summary>Applies a kept delivery again.</summary>
    /// <remarks>Async, so that what it starts to measure is no parent of the caller's next replay.</remarks>
    internal async Task<WebhookResult> ReplayAsync(WebhookDelivery delivery, CancellationToken cancellationToken) =>
        await ApplyAsync(delivery, _telemetry.Start(traceParent: null), cancellationToken);

    private async Task<WebhookResult> ApplyAsync(
        WebhookDelivery delivery,
        DeliveryTelemetry.Measurement measurement,
        CancellationToken cancellationToken
    )
    {
        var result = await ApplyAsync(delivery, cancellationToken);
        _outage.Note(result);
        LogApplied(delivery.Event.ShownType, delivery.SvixId, result.Word);
        _telemetry.Stop(measurement, delivery, result);
        return result;
    }

    /// <summary>Applies a verified delivery, or keeps it as rejected when it cannot be read.</summary>
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
                LogWrongInstance(delivery.Event.Type, delivery.SvixId, mismatch.OfDelivery);
                return new WebhookResult(delivery.SvixId, null, WebhookError.WrongInstance)
                {
                    Detail = mismatch.OfDelivery,
                };
            }

            if (verdict.IsExample)
            {
                return await _batcher.ProcessAsync(Ignore(delivery), cancellationToken);
            }

            if (delivery.Event is ClerkEvent.Unreadable { Reason: var reason })
            {
                await _deliveryLog.RecordFailureAsync(delivery, WebhookOutcome.Rejected, reason, cancellationToken);
                return new WebhookResult(delivery.SvixId, WebhookOutcome.Rejected, WebhookError.InvalidPayload);
            }

            return await _batcher.ProcessAsync(delivery, cancellationToken);
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

    /// <summary>The delivery as one that there is nothing to do for; it is listed, so that a test from the Dashboard can be seen.</summary>
    private static WebhookDelivery Ignore(WebhookDelivery delivery) =>
        delivery with
        {
            Event = new ClerkEvent.Unhandled
            {
                Type = delivery.Event.Type,
                ClerkId = delivery.Event.ClerkId,
                UserId = delivery.Event.UserId,
                EventAt = delivery.Event.EventAt,
            },
        };

    private void LogRefused(WebhookError error)
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

    [LoggerMessage(LogLevel.Critical, $"{WebhookSecrets.Setting} is not set: every webhook is refused")]
    private partial void LogSecretMissing();

    [LoggerMessage(LogLevel.Warning, "A webhook was refused: {Error}")]
    private partial void LogNotVerified(string error);

    [LoggerMessage(LogLevel.Warning, "{EventType} {SvixId} was refused: {Error}")]
    private partial void LogWrongInstance(string? eventType, SvixId svixId, string error);

    // Without the exception itself: its text may repeat values of the payload.
    [LoggerMessage(LogLevel.Error, "A webhook could not be applied: {Error}")]
    private partial void LogNotApplied(string error);

    [LoggerMessage(LogLevel.Information, "{EventType} {SvixId}: {Answer}")]
    private partial void LogApplied(string eventType, SvixId svixId, string answer);
}
