using ClerkSync.Core.Disclosure;

namespace ClerkSync.LocalHost.Up;

/// <summary>Rebuilds the application when its sources change, and replaces the running one.</summary>
internal sealed class ApplicationWatch : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _watching;

    private ApplicationWatch(SourceFiles sources, RunningFunctions functions, IProgress<string> progress) =>
        _watching = WatchAsync(sources, functions, progress, _stop.Token);

    /// <summary>Watches until it is disposed. Reports builds and failures to <paramref name="progress"/>.</summary>
    public static ApplicationWatch Start(SourceFiles sources, RunningFunctions functions, IProgress<string> progress) =>
        new(sources, functions, progress);

    /// <summary>Stops watching, and cancels a build.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private static async Task WatchAsync(
        SourceFiles sources,
        RunningFunctions functions,
        IProgress<string> progress,
        CancellationToken cancellationToken
    )
    {
        while (true)
        {
            try
            {
                await sources.WaitForChangeAsync(cancellationToken);
                var application = await LocalApplication.BuildReplaceableAsync(
                    sources.Folder,
                    progress,
                    cancellationToken
                );
                await functions.ReplaceAsync(application, progress, cancellationToken);
                progress.Report($"{application.Name} runs as it is built now.");
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                var rest = functions.AreRunning
                    ? "What was built before still runs."
                    : "Nothing answers until the sources change again.";
                progress.Report($"{ShownError.Describe(exception)}\n{rest}");
            }
        }
    }
}
