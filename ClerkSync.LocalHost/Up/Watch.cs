namespace ClerkSync.LocalHost.Up;

/// <summary>Runs a loop in the background until it is disposed.</summary>
internal sealed class Watch : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _watching;

    /// <param name="watchAsync">The loop. It ends when its token is canceled.</param>
    public Watch(Func<CancellationToken, Task> watchAsync) => _watching = watchAsync(_stop.Token);

    /// <summary>Cancels the loop and waits for its end.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }
}
