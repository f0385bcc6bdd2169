using ClerkSync.Core.Disclosure;
using ClerkSync.LocalPostgres;

namespace ClerkSync.LocalHost.Up;

/// <summary>Restarts the local Postgres when it ends unexpectedly.</summary>
internal sealed class PostgresWatch : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stop = new();
    private readonly Task _watching;

    private PostgresWatch(LocalPostgresServer postgres, IProgress<string> progress) =>
        _watching = WatchAsync(postgres, progress, _stop.Token);

    /// <summary>
    /// Watches until it is disposed. Reports to <paramref name="progress"/> when the server has ended and when it runs again.
    /// </summary>
    public static PostgresWatch Start(LocalPostgresServer postgres, IProgress<string> progress) =>
        new(postgres, progress);

    /// <summary>Stops watching. The server continues to run.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private static async Task WatchAsync(
        LocalPostgresServer postgres,
        IProgress<string> progress,
        CancellationToken cancellationToken
    )
    {
        while (true)
        {
            await Task.Delay(Pause, cancellationToken);
            if (!postgres.IsRunning())
            {
                await RestartAsync(postgres, progress, cancellationToken);
            }
        }
    }

    private static async Task RestartAsync(
        LocalPostgresServer postgres,
        IProgress<string> progress,
        CancellationToken cancellationToken
    )
    {
        progress.Report($"Postgres has ended (its log is {postgres.LogFile}.1). Starting it again.");
        while (true)
        {
            try
            {
                await postgres.RestartAsync(cancellationToken);
                progress.Report($"Postgres runs again on port {postgres.Port}.");
                return;
            }
            catch (LocalPostgresException exception)
            {
                progress.Report(
                    $"{ShownError.Describe(exception)}\nTrying again in {PauseAfterFailure.TotalSeconds} s."
                );
                await Task.Delay(PauseAfterFailure, cancellationToken);
            }
        }
    }
}
