using ClerkSync.Core.Disclosure;
using ClerkSync.LocalPostgres;

namespace ClerkSync.LocalHost.Up;

/// <summary>Restarts the local Postgres when it ends unexpectedly.</summary>
internal static class PostgresWatch
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(5);

    /// <summary>Reports to <paramref name="progress"/> when the server has ended and when it runs again.</summary>
    /// <returns>Stops watching when it is disposed. The server continues to run.</returns>
    public static Watch Start(LocalPostgresServer postgres, IProgress<string> progress) =>
        new(stop => WatchAsync(postgres, progress, stop));

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
