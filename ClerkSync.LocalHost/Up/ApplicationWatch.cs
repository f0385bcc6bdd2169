using ClerkSync.Core.Disclosure;

namespace ClerkSync.LocalHost.Up;

/// <summary>Rebuilds the application when its sources change, and replaces the running one.</summary>
internal static class ApplicationWatch
{
    /// <summary>Reports builds and failures to <paramref name="progress"/>.</summary>
    /// <returns>Stops watching, and cancels a build, when it is disposed.</returns>
    public static Watch Start(SourceFiles sources, RunningFunctions functions, IProgress<string> progress) =>
        new(stop => WatchAsync(sources, functions, progress, stop));

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
                progress.Report($"{application.Name} now runs the new build.");
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                var rest = functions.AreRunning
                    ? "The previous build still runs."
                    : "The functions do not answer until the sources change again.";
                progress.Report($"{ShownError.Describe(exception)}\n{rest}");
            }
        }
    }
}
