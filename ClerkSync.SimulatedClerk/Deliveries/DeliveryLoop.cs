namespace ClerkSync.SimulatedClerk.Deliveries;

/// <summary>Makes the attempts of a queue when they are due, as many at once as the knobs allow.</summary>
/// <param name="queue">What is to be attempted.</param>
/// <param name="attempt">Makes an attempt; what fails is in what it does next, not thrown.</param>
/// <param name="knobs">Say how many at once.</param>
/// <param name="time">The clock.</param>
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

    /// <summary>Begins.</summary>
    public void Start() => _loop = RunAsync(_stop.Token);

    /// <summary>Says that there is something new in the queue.</summary>
    public void Wake()
    {
        try
        {
            _wake.Release();
        }
        catch (SemaphoreFullException)
        {
            // It has been woken and has not looked yet.
        }
    }

    /// <summary>Stops; attempts that are under way are broken off.</summary>
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

    /// <summary>Until the next attempt is due.</summary>
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
            // It is made again after the next start.
        }
        finally
        {
            queue.Done();
            Wake();
        }
    }
}
