using ClerkSync.Core.Database;
using ClerkSync.Core.Deliveries;
using ClerkSync.Core.Objects;
using Microsoft.Extensions.Logging;

namespace ClerkSync.Core.Webhooks;

/// <summary>Applies deliveries and answers each: the claim of a delivery and its effect commit together.</summary>
internal sealed partial class DeliveryApplier(
    ObjectWriter objects,
    DeliveryLog log,
    TimeProvider time,
    ILogger<DeliveryApplier> logger
)
{
    // What is left after the attempts is for the record of a failure.
    private static readonly TimeSpan TimeForAttempts = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan TimeForAll = TimeSpan.FromSeconds(5);

    /// <summary>Applies deliveries that can be read.</summary>
    /// <param name="deliveries">At most as many as one transaction takes.</param>
    /// <returns>The answer to each, in the same order.</returns>
    public async Task<IReadOnlyList<WebhookResult>> ApplyAsync(IReadOnlyList<WebhookDelivery> deliveries)
    {
        using var attempts = new CancellationTokenSource(TimeForAttempts, time);
        using var all = new CancellationTokenSource(TimeForAll, time);
        var writes = deliveries
            .DistinctBy(delivery => delivery.SvixId)
            .Select(delivery => delivery.Event.Write with { Delivery = delivery, IsSignUp = true });
        var answers = await objects.WriteAsync(writes, attempts.Token);
        foreach (var (write, _) in answers.Where(pair => pair.Value is { Outcome: WriteOutcome.Buried, Error: null }))
        {
            LogBuried(write.Id);
        }

        var isRecorded = await RecordFailuresAsync(answers, all.Token);

        var results = answers.ToDictionary(
            pair => pair.Key.Delivery!.SvixId,
            pair => ToResult(pair.Key.Delivery!.SvixId, pair.Value, isRecorded)
        );
        var answered = new HashSet<SvixId>();
        return
        [
            .. deliveries.Select(delivery => Answer(results[delivery.SvixId], isFirst: answered.Add(delivery.SvixId))),
        ];
    }

    /// <summary>Keeps a delivery that cannot be read.</summary>
    public async Task<WebhookResult> RejectAsync(WebhookDelivery delivery, CancellationToken cancellationToken)
    {
        await log.RecordAsync([(delivery, delivery.Event.UnreadableAt!)], WebhookOutcome.Rejected, cancellationToken);
        return new WebhookResult(delivery.SvixId, WebhookOutcome.Rejected, WebhookError.InvalidPayload);
    }

    /// <summary>A second delivery of one id in one batch shares the fate of the first.</summary>
    private static WebhookResult Answer(WebhookResult first, bool isFirst) =>
        isFirst || first.Error is not null ? first : first with { Outcome = WebhookOutcome.Duplicate };

    private static WebhookResult ToResult(SvixId svixId, WriteAnswer answer, bool isRecorded) =>
        answer switch
        {
            { Error: null } => new WebhookResult(svixId, ToOutcome(answer.Outcome), null),
            _ when isRecorded && !DatabaseErrors.IsOutage(answer.Error) => new WebhookResult(
                svixId,
                WebhookOutcome.Failed,
                WebhookError.InternalError
            ),
            _ => new WebhookResult(svixId, null, WebhookError.DatabaseUnavailable),
        };

    private static WebhookOutcome ToOutcome(WriteOutcome outcome) =>
        outcome switch
        {
            WriteOutcome.Stale => WebhookOutcome.Stale,
            WriteOutcome.Duplicate => WebhookOutcome.Duplicate,
            WriteOutcome.Ignored => WebhookOutcome.Ignored,
            _ => WebhookOutcome.Applied,
        };

    /// <summary>Keeps the deliveries whose rows the database refuses.</summary>
    /// <returns>Whether it took that.</returns>
    private async Task<bool> RecordFailuresAsync(
        IReadOnlyDictionary<ObjectWrite, WriteAnswer> answers,
        CancellationToken cancellationToken
    )
    {
        var failures = answers
            .Where(pair => pair.Value.Error is { } error && !DatabaseErrors.IsOutage(error))
            .Select(pair => (pair.Key.Delivery!, DatabaseErrors.Describe(pair.Value.Error!)))
            .ToList();
        foreach (var (delivery, error) in failures)
        {
            LogFailed(delivery.Event.ShownType, delivery.SvixId, error);
        }

        try
        {
            await log.RecordAsync(failures, WebhookOutcome.Failed, cancellationToken);
            return true;
        }
        catch (Exception exception)
        {
            LogNotRecorded(DatabaseErrors.Describe(exception));
            return false;
        }
    }

    [LoggerMessage(LogLevel.Information, "{ClerkId} was deleted and had no row")]
    private partial void LogBuried(ClerkId clerkId);

    // Without the exception itself: its text may repeat values of the payload.
    [LoggerMessage(LogLevel.Error, "{EventType} {SvixId} failed: {Error}")]
    private partial void LogFailed(string eventType, SvixId svixId, string error);

    [LoggerMessage(LogLevel.Error, "A failed delivery could not be recorded: {Error}")]
    private partial void LogNotRecorded(string error);
}
