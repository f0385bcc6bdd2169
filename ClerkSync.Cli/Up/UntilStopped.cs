namespace ClerkSync.Cli.Up;

/// <summary>Runs servers until Ctrl-C, SIGTERM or SIGHUP.</summary>
internal static class UntilStopped
{
    /// <summary>Starts them, and stops them when the signal comes.</summary>
    /// <param name="screen">Shows how it ends.</param>
    /// <param name="startAsync">Starts them. The token is cancelled by the signal.</param>
    /// <param name="showReady">Shows what runs.</param>
    /// <param name="cancellationToken">Stops them, as the signal does.</param>
    /// <param name="waitForStopAsync">What else stops them when it returns; null means nothing.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync<T>(
        UpScreen screen,
        Func<CancellationToken, Task<T>> startAsync,
        Action<T> showReady,
        CancellationToken cancellationToken,
        Func<T, CancellationToken, Task>? waitForStopAsync = null
    )
        where T : IAsyncDisposable
    {
        using var signals = new StopSignals();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(signals.Token, cancellationToken);
        try
        {
            await using var session = await startAsync(stop.Token);
            showReady(session);
            var stopped = waitForStopAsync?.Invoke(session, stop.Token) ?? Task.Delay(Timeout.Infinite, stop.Token);
            await stopped.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            screen.ReportEnd("Stopping.");
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Before it was ready.
            screen.ReportEnd("Cancelled.");
            return ExitCode.Success;
        }

        screen.ReportEnd("Stopped.");
        return ExitCode.Success;
    }
}
