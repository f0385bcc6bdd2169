namespace ClerkSync.Cli.Up;

/// <summary>Runs servers until Ctrl-C, SIGTERM or SIGHUP.</summary>
internal static class UntilStopped
{
    /// <summary>Starts the servers, and stops them on the signal.</summary>
    /// <param name="startAsync">Starts the servers. The signal cancels its token.</param>
    /// <param name="cancellationToken">Stops the servers, like the signal.</param>
    /// <param name="waitForStopAsync">Also stops the servers when it returns. Null means that only the signal and the token do.</param>
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
            // The start was cancelled.
            screen.ReportEnd("Cancelled.");
            return ExitCode.Success;
        }

        screen.ReportEnd("Stopped.");
        return ExitCode.Success;
    }
}
