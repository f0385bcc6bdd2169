using ClerkSync.Core.Database;
using Microsoft.Extensions.Logging;

namespace ClerkSync.Core.Webhooks;

/// <summary>Applies deliveries: the claim of each and its effect commit together.</summary>
internal sealed partial class WebhookProcessor(
    DatabaseWriter writer,
    DeliveryLog deliveryLog,
    EventWriter events,
    TimeProvider time,
    ILogger<WebhookProcessor> logger
)
{
    /// <summary>The most deliveries of one transaction: a lock for each row must fit into Postgres's lock table.</summary>
    public const int MaxBatch = 128;

    // What is left after the attempts is for the record of a failure.
    private static readonly TimeSpan TimeForAttempts = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan TimeForAll = TimeSpan.FromSeconds(5);

    // A row that an application holds for long must not hold up everybody: its event is found by halving.
    private static readonly TimeSpan LockTimeoutOfBatch = TimeSpan.FromMilliseconds(200);

    /// <summary>Applies deliveries in one transaction; in halves where a row among them cannot be written.</summary>
    /// <param name="deliveries">At most <see cref="MaxBatch"/>, in the order in which they came.</param>
    /// <returns>The answer to each, in the same order.</returns>
    public async Task<IReadOnlyList<WebhookResult>> ProcessAsync(IReadOnlyList<WebhookDelivery> deliveries)
    {
        using var attempts = new CancellationTokenSource(TimeForAttempts, time);
        using var all = new CancellationTokenSource(TimeForAll, time);
        var answered = new Dictionary<SvixId, WebhookResult>();
        WebhookDelivery[] distinct = [.. deliveries.DistinctBy(delivery => delivery.SvixId)];
        var lockTimeout = distinct.Length == 1 ? DatabaseWriter.LockTimeout : LockTimeoutOfBatch;
        await ApplyAsync(distinct, answered, lockTimeout, attempts.Token, all.Token);

        var seen = new HashSet<SvixId>();
        return
        [
            .. deliveries.Select(delivery => Answer(answered[delivery.SvixId], isFirst: seen.Add(delivery.SvixId))),
        ];
    }

    /// <summary>A second delivery of one id in one batch shares the fate of the first.</summary>
    private static WebhookResult Answer(WebhookResult first, bool isFirst) =>
        isFirst || first.Error is not null ? first : first with { Outcome = WebhookOutcome.Duplicate };

    private async Task ApplyAsync(
        WebhookDelivery[] deliveries,
        Dictionary<SvixId, WebhookResult> answered,
        TimeSpan lockTimeout,
        CancellationToken attempts,
        CancellationToken all
    )
    {
        try
        {
            var batch = await writer.WriteAsync(
                transaction => WriteAsync(transaction, deliveries),
                lockTimeout,
                attempts
            );
            LogAftermath(batch);
            foreach (var delivery in deliveries)
            {
                answered[delivery.SvixId] = new WebhookResult(delivery.SvixId, batch.Outcomes[delivery.SvixId], null);
            }
        }
        catch (Exception exception)
        {
            switch (DatabaseErrors.Classify(exception))
            {
                case not DatabaseError.Transient when deliveries.Length > 1:
                    var half = deliveries.Length / 2;
                    await ApplyAsync([.. deliveries.Take(half)], answered, lockTimeout, attempts, all);
                    await ApplyAsync([.. deliveries.Skip(half)], answered, lockTimeout, attempts, all);
                    break;
                case not DatabaseError.Row:
                    LogUnavailable(deliveries.Length, DatabaseErrors.Describe(exception));
                    AnswerAll(deliveries, answered, null, WebhookError.DatabaseUnavailable);
                    break;
                default:
                    await FailAsync(deliveries, answered, exception, all);
                    break;
            }
        }
    }

    private async Task<WrittenBatch> WriteAsync(WriteTransaction transaction, IReadOnlyList<WebhookDelivery> deliveries)
    {
        // Locks on names, then on rows of users, then claims: whoever writes takes them in this order.
        var emails = await events.LockAsync(transaction, deliveries.Select(d => d.Event));
        var claimed = await deliveryLog.ClaimAsync(transaction, deliveries);
        var effect = await events.WriteAsync(
            transaction,
            deliveries.Where(d => claimed.Contains(d.SvixId)).Select(d => d.Event),
            emails
        );
        if (effect.DeletedUsers.Count > 0)
        {
            await deliveryLog.ForgetPayloadsAsync(transaction, effect.DeletedUsers);
        }

        var outcomes = deliveries.ToDictionary(
            delivery => delivery.SvixId,
            delivery => claimed.Contains(delivery.SvixId) ? effect.OutcomeOf(delivery.Event) : WebhookOutcome.Duplicate
        );
        SvixId[] stale = [.. outcomes.Where(pair => pair.Value == WebhookOutcome.Stale).Select(pair => pair.Key)];
        if (stale.Length > 0)
        {
            await deliveryLog.MarkStaleAsync(transaction, stale);
        }

        return new WrittenBatch(outcomes, effect);
    }

    private async Task FailAsync(
        IReadOnlyList<WebhookDelivery> deliveries,
        Dictionary<SvixId, WebhookResult> answered,
        Exception exception,
        CancellationToken cancellationToken
    )
    {
        var error = DatabaseErrors.Describe(exception);
        foreach (var delivery in deliveries)
        {
            LogFailed(delivery.Event.ShownType, delivery.SvixId, error);
        }

        try
        {
            foreach (var delivery in deliveries)
            {
                await deliveryLog.RecordFailureAsync(delivery, WebhookOutcome.Failed, error, cancellationToken);
            }

            AnswerAll(deliveries, answered, WebhookOutcome.Failed, WebhookError.InternalError);
        }
        catch (Exception again)
        {
            LogNotRecorded(DatabaseErrors.Describe(again));
            var code = DatabaseErrors.IsOutage(again) ? WebhookError.DatabaseUnavailable : WebhookError.InternalError;
            AnswerAll(deliveries, answered, null, code);
        }
    }

    private static void AnswerAll(
        IReadOnlyList<WebhookDelivery> deliveries,
        Dictionary<SvixId, WebhookResult> answered,
        WebhookOutcome? outcome,
        WebhookError error
    )
    {
        foreach (var delivery in deliveries)
        {
            answered[delivery.SvixId] = new WebhookResult(delivery.SvixId, outcome, error);
        }
    }

    private void LogAftermath(WrittenBatch batch)
    {
        foreach (var id in batch.Effect.WithoutTheirEmail)
        {
            LogEmailHeldByAnother(id);
        }

        foreach (var id in batch.Effect.DeletedWithoutRow)
        {
            LogDeletedWithoutRow(id);
        }
    }

    [LoggerMessage(LogLevel.Warning, "User {ClerkId} claims an email that a newer user holds; its email is null")]
    private partial void LogEmailHeldByAnother(ClerkId clerkId);

    [LoggerMessage(LogLevel.Information, "User {ClerkId} was deleted and had no row")]
    private partial void LogDeletedWithoutRow(ClerkId clerkId);

    [LoggerMessage(LogLevel.Warning, "The database did not take {Count} deliveries: {Error}")]
    private partial void LogUnavailable(int count, string error);

    // Without the exception itself: its text may repeat values of the payload.
    [LoggerMessage(LogLevel.Error, "{EventType} {SvixId} failed: {Error}")]
    private partial void LogFailed(string eventType, SvixId svixId, string error);

    [LoggerMessage(LogLevel.Error, "A failed delivery could not be recorded: {Error}")]
    private partial void LogNotRecorded(string error);

    private sealed record WrittenBatch(Dictionary<SvixId, WebhookOutcome> Outcomes, EventEffect Effect);
}
