using System.Collections.Concurrent;
using ClerkSync.Core.Objects;

namespace ClerkSync.Core.Webhooks;

/// <summary>Applies concurrent deliveries in batches of one transaction each, because the commit is most of a delivery's cost.</summary>
/// <remarks>
/// If no batch is in flight, a delivery starts one at once, so a single delivery does not wait. Deliveries that arrive while a batch is
/// in flight form the next one.
/// </remarks>
internal sealed class DeliveryBatcher(DeliveryApplier applier)
{
    /// <summary>The maximum number of waiting deliveries.</summary>
    public const int MaxWaiting = 1024;

    private readonly ConcurrentQueue<WaitingDelivery> _queue = new();
    private int _waiting;
    private int _isWorking;

    /// <param name="cancellationToken">Stops the wait for a batch. A delivery whose batch is in flight is still applied.</param>
    /// <returns><see cref="WebhookError.DatabaseUnavailable"/> at once if <see cref="MaxWaiting"/> deliveries are waiting.</returns>
    /// <exception cref="OperationCanceledException">The wait was canceled, and the delivery is not applied.</exception>
    public async Task<WebhookResult> ApplyAsync(WebhookDelivery delivery, CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref _waiting) > MaxWaiting)
        {
            Interlocked.Decrement(ref _waiting);
            return new WebhookResult(delivery.SvixId, null, WebhookError.DatabaseUnavailable);
        }

        var own = new WaitingDelivery(delivery);
        _queue.Enqueue(own);
        StartWorking();
        await using var giveUp = cancellationToken.UnsafeRegister(static own => ((WaitingDelivery)own!).GiveUp(), own);
        return await own.Result;
    }

    private void StartWorking()
    {
        if (Interlocked.Exchange(ref _isWorking, 1) == 1)
        {
            return;
        }

        // A batch belongs to several callers, so it must not inherit one caller's log scopes and trace.
        using (ExecutionContext.SuppressFlow())
        {
            _ = WorkAsync();
        }
    }

    private async Task WorkAsync()
    {
        while (TakeBatch() is { Count: > 0 } batch)
        {
            await ApplyAsync(batch);
        }

        // A delivery queued just before this sees a running worker and starts none, so the queue is checked once more. The exchange is a
        // full fence: after a plain write the processor may read the queue too early, and that delivery would wait for the next one.
        Interlocked.Exchange(ref _isWorking, 0);
        if (!_queue.IsEmpty)
        {
            StartWorking();
        }
    }

    private List<WaitingDelivery> TakeBatch()
    {
        var batch = new List<WaitingDelivery>();
        while (batch.Count < ObjectWriter.MaxBatch && _queue.TryDequeue(out var waiting))
        {
            Interlocked.Decrement(ref _waiting);
            if (waiting.TryTake())
            {
                batch.Add(waiting);
            }
        }

        return batch;
    }

    private async Task ApplyAsync(List<WaitingDelivery> batch)
    {
        try
        {
            var results = await applier.ApplyAsync([.. batch.Select(waiting => waiting.Delivery)]);
            for (var i = 0; i < batch.Count; i++)
            {
                batch[i].Answer(results[i]);
            }
        }
        catch (Exception exception)
        {
            batch.ForEach(waiting => waiting.Fail(exception));
        }
    }

    /// <summary>Either a batch takes it or its caller gives up, never both.</summary>
    private sealed class WaitingDelivery(WebhookDelivery delivery)
    {
        private readonly TaskCompletionSource<WebhookResult> _result = new(
            TaskCreationOptions.RunContinuationsAsynchronously
        );
        private int _isDecided;

        public WebhookDelivery Delivery => delivery;

        public Task<WebhookResult> Result => _result.Task;

        public bool TryTake() => Interlocked.Exchange(ref _isDecided, 1) == 0;

        public void GiveUp()
        {
            if (TryTake())
            {
                _result.SetCanceled();
            }
        }

        public void Answer(WebhookResult result) => _result.SetResult(result);

        public void Fail(Exception exception) => _result.SetException(exception);
    }
}
