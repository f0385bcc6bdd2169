namespace ClerkSync.SimulatedClerk.Deliveries;

/// <summary>Makes the attempts in a queue when they are due, with limited concurrency.</summary>
/// <param name="attempt">Makes an attempt. It does not throw when the delivery fails; it schedules the retry itself.</param>
/// <param name="knobs">Contains the maximum concurrency.</param>
internal sealed class DeliveryLoop(
    DeliveryQueue queue,
    Func<PlannedAttempt, CancellationToken, Task> attempt,
    Knobs knobs,
    TimeProvider time
) : IAsyncDisposable
{
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _wake = new(0, 1);
    private Task _loop = Task.CompletedTask;

    public void Start() => _loop = RunAsync(_stop.Token);

    /// <summary>Signals that the queue has a new attempt.</summary>
    public void Wake()
    {
        try
        {
            _wake.Release();
        }
        catch (SemaphoreFullException)
        {
            // A wake-up is already pending.
        }
    }

    /// <summary>Stops the loop and cancels in-flight attempts.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        _stop.Dispose();
        _wake.Dispose();
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        var underway = new HashSet<Task>();
        while (!cancellationToken.IsCancellationRequested)
        {
            while (HasRoom() && queue.TryTake(time.GetUtcNow()) is { } planned)
            {
                underway.Add(AttemptAsync(planned, cancellationToken));
            }

            Task woken = _wake.WaitAsync(HasRoom() ? FindWait() : LongestWait, cancellationToken);
            await woken.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            underway.RemoveWhere(task => task.IsCompletedSuccessfully);
        }

        await Task.WhenAll(underway);
    }

    private bool HasRoom() => queue.Underway < knobs.Settings.Concurrency;

    /// <summary>Returns the time until the next attempt is due.</summary>
    private TimeSpan FindWait()
    {
        var wait = queue.FindNextDueAt() - time.GetUtcNow() ?? LongestWait;
        return TimeSpan.FromTicks(Math.Clamp(wait.Ticks, ShortestWait.Ticks, LongestWait.Ticks));
    }

    private async Task AttemptAsync(PlannedAttempt planned, CancellationToken cancellationToken)
    {
        try
        {
            await attempt(planned, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The attempt is repeated after the next start.
        }
        finally
        {
            queue.Done();
            Wake();
        }
    }
}
