using System.Collections.Concurrent;
using ClerkSync.Core.Objects;

namespace ClerkSync.Core.Webhooks;

/// <summary>Gathers the deliveries that are in flight into one transaction, because a delivery's cost is mostly its commit.</summary>
/// <remarks>
/// There is no timer and no thread: whoever comes first works for all who wait by then, so that a delivery alone waits for
/// nobody.
/// </remarks>
internal sealed class DeliveryQueue(DeliveryApplier applier) : IDisposable
{
    private readonly ConcurrentQueue<Waiting> _queue = new();
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>Applies a delivery, with others or alone.</summary>
    /// <exception cref="OperationCanceledException">Its turn did not come in time.</exception>
    public async Task<WebhookResult> ApplyAsync(WebhookDelivery delivery, CancellationToken cancellationToken)
    {
        var own = new Waiting(delivery);
        _queue.Enqueue(own);
        try
        {
            await _turn.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            own.Result.TrySetCanceled(cancellationToken);
            return await own.Result.Task;
        }

        try
        {
            while (!own.Result.Task.IsCompleted)
            {
                await ApplyNextAsync();
            }
        }
        finally
        {
            _turn.Release();
        }

        return await own.Result.Task;
    }

    /// <inheritdoc />
    public void Dispose() => _turn.Dispose();

    private async Task ApplyNextAsync()
    {
        var batch = new List<Waiting>();
        while (batch.Count < ObjectWriter.MaxBatch && _queue.TryDequeue(out var waiting))
        {
            // Whoever gave up waiting was told that it was not applied.
            if (!waiting.Result.Task.IsCompleted)
            {
                batch.Add(waiting);
            }
        }

        try
        {
            var results = await applier.ApplyAsync([.. batch.Select(waiting => waiting.Delivery)]);
            foreach (var (waiting, result) in batch.Zip(results))
            {
                waiting.Result.TrySetResult(result);
            }
        }
        catch (Exception exception)
        {
            foreach (var waiting in batch)
            {
                waiting.Result.TrySetException(exception);
            }
        }
    }

    private sealed class Waiting(WebhookDelivery delivery)
    {
        public WebhookDelivery Delivery { get; } = delivery;

        public TaskCompletionSource<WebhookResult> Result { get; } =
            new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
