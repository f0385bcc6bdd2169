using ClerkSync.Core.Database;
using ClerkSync.Core.Deliveries;
using ClerkSync.Core.Objects;
using Microsoft.Extensions.Logging;

namespace ClerkSync.Core.Webhooks;

/// <summary>Applies deliveries and returns their results. A delivery's claim and its effect commit together.</summary>
internal sealed partial class DeliveryApplier(
    ObjectWriter objects,
    DeliveryLog log,
    TimeProvider time,
    ILogger<DeliveryApplier> logger
)
{
    // The rest of the time is for the record of a failure.
    private static readonly TimeSpan TimeForAttempts = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan TimeForAll = TimeSpan.FromSeconds(5);

    /// <param name="deliveries">Readable ones, at most <see cref="ObjectWriter.MaxBatch"/>.</param>
    /// <returns>The results, in the same order.</returns>
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

    /// <summary>Stores an unreadable delivery as rejected.</summary>
    public async Task<WebhookResult> RejectAsync(WebhookDelivery delivery, CancellationToken cancellationToken)
    {
        await log.RecordAsync([(delivery, delivery.Event.UnreadableAt!)], WebhookOutcome.Rejected, cancellationToken);
        return new WebhookResult(delivery.SvixId, WebhookOutcome.Rejected, WebhookError.InvalidPayload);
    }

    /// <summary>Further deliveries with the same id in a batch share the outcome of the first.</summary>
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

    /// <summary>Stores the deliveries whose rows the database rejected.</summary>
    /// <returns>Whether they are stored.</returns>
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

    // Without the exception, because its text may contain values of the payload.
    [LoggerMessage(LogLevel.Error, "{EventType} {SvixId} failed: {Error}")]
    private partial void LogFailed(string eventType, SvixId svixId, string error);

    [LoggerMessage(LogLevel.Error, "A failed delivery could not be recorded: {Error}")]
    private partial void LogNotRecorded(string error);
}
