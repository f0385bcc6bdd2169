using ClerkSync.Core.Database;
using Microsoft.Extensions.Logging;

namespace ClerkSync.Core.Webhooks;

/// <summary>Takes a delivery from its raw bytes to the answer that Svix gets.</summary>
public sealed partial class WebhookReceiver
{
    // Svix waits 15 s for an answer.
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    private readonly SignatureVerifier _verifier;
    private readonly WebhookBatcher _batcher;
    private readonly DeliveryLog _deliveryLog;
    private readonly SchemaVersion _schema;
    private readonly TimeProvider _time;
    private readonly ILogger<WebhookReceiver> _logger;

    internal WebhookReceiver(
        SignatureVerifier verifier,
        WebhookBatcher batcher,
        DeliveryLog deliveryLog,
        SchemaVersion schema,
        TimeProvider time,
        ILogger<WebhookReceiver> logger
    )
    {
        _verifier = verifier;
        _batcher = batcher;
        _deliveryLog = deliveryLog;
        _schema = schema;
        _time = time;
        _logger = logger;
    }

    /// <summary>Verifies a delivery and applies it. A success is committed when this returns.</summary>
    /// <param name="request">The delivery, untouched.</param>
    /// <param name="cancellationToken">Ends the waiting; a delivery that is already being applied is applied.</param>
    public async Task<WebhookResult> ReceiveAsync(WebhookRequest request, CancellationToken cancellationToken)
    {
        var svixId = (request.Header("svix-id") ?? request.Header("webhook-id")) is { Length: > 0 } id
            ? new SvixId(id)
            : (SvixId?)null;
        if (_verifier.Verify(request) is { } error)
        {
            LogRefused(error);
            return new WebhookResult(svixId, null, error);
        }

        var receivedAt = _time.GetUtcNow();
        var delivery = new WebhookDelivery
        {
            SvixId = svixId!.Value,
            Event = ClerkEvent.Read(request.Body, receivedAt),
            ReceivedAt = receivedAt,
            Payload = request.Body,
        };
        using var deadline = new CancellationTokenSource(Deadline, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        var result = await ApplyAsync(delivery, either.Token);
        LogReceived(delivery.Event.Type, delivery.SvixId, result.Outcome, result.Error);
        return result;
    }

    /// <summary>Applies a verified delivery, or keeps it as rejected when it cannot be read.</summary>
    internal async Task<WebhookResult> ApplyAsync(WebhookDelivery delivery, CancellationToken cancellationToken)
    {
        try
        {
            if (!await _schema.IsCurrentAsync(cancellationToken))
            {
                return new WebhookResult(delivery.SvixId, null, WebhookError.MigrationsPending);
            }

            if (delivery.Event is ClerkEvent.Unreadable { Reason: var reason })
            {
                await _deliveryLog.RecordFailureAsync(delivery, WebhookOutcome.Rejected, reason, cancellationToken);
                return new WebhookResult(delivery.SvixId, WebhookOutcome.Rejected, WebhookError.InvalidPayload);
            }

            return await _batcher.ProcessAsync(delivery, cancellationToken);
        }
        catch (Exception exception) when (DatabaseErrors.Classify(exception) == DatabaseError.Transient)
        {
            return new WebhookResult(delivery.SvixId, null, WebhookError.DatabaseUnavailable);
        }
    }

    private void LogRefused(WebhookError error)
    {
        if (error == WebhookError.SecretMissing)
        {
            LogSecretMissing();
        }
        else
        {
            LogNotVerified(error);
        }
    }

    [LoggerMessage(LogLevel.Critical, $"{WebhookSecrets.Setting} is not set: every webhook is refused")]
    private partial void LogSecretMissing();

    [LoggerMessage(LogLevel.Warning, "A webhook was refused: {Error}")]
    private partial void LogNotVerified(WebhookError error);

    [LoggerMessage(LogLevel.Information, "{EventType} {SvixId}: {Outcome} {Error}")]
    private partial void LogReceived(string? eventType, SvixId svixId, WebhookOutcome? outcome, WebhookError? error);
}
