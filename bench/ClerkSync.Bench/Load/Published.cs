using System.Runtime.InteropServices;
using ClerkSync.LocalPostgres;

namespace ClerkSync.Bench.Load;

/// <summary>The published builds of ClerkSync, compiled ahead of time.</summary>
/// <param name="Cli">The path of <c>ClerkSync.Cli.dll</c>, whose <c>up</c> receives the load.</param>
/// <param name="Functions">The folder of the published function app.</param>
internal sealed record Published(string Cli, string Functions)
{
    private static readonly string Folder = Path.Combine(Path.GetTempPath(), "clerksync-bench-published");

    /// <summary>Publishes both programs.</summary>
    /// <param name="root">The folder with ClerkSync.sln.</param>
    /// <param name="progress">Receives slow steps as sentences.</param>
    /// <exception cref="InvalidOperationException">The build failed.</exception>
    public static async Task<Published> CreateAsync(
        string root,
        IProgress<string> progress,
        CancellationToken cancellationToken
    )
    {
        progress.Report("Publishing ClerkSync, compiled ahead.");
        if (Directory.Exists(Folder))
        {
            Directory.Delete(Folder, recursive: true);
        }

        // The function app's project already compiles ahead of time.
        string[] ahead =
        [
            $"--runtime={RuntimeInformation.RuntimeIdentifier}",
            "--no-self-contained",
            "-p:PublishReadyToRun=true",
        ];
        var cli = await PublishAsync(root, "ClerkSync.Cli", ahead, cancellationToken);
        var functions = await PublishAsync(root, "ClerkSync.Functions", [], cancellationToken);
        return new Published(Path.Combine(cli, "ClerkSync.Cli.dll"), functions);
    }

    private static async Task<string> PublishAsync(
        string root,
        string project,
        string[] arguments,
        CancellationToken cancellationToken
    )
    {
        var folder = Path.Combine(Folder, project);
        var publish = new Command(
            "dotnet",
            [
                "publish",
                project,
                "--configuration=Release",
                $"--output={folder}",
                "--nologo",
                "--verbosity=quiet",
                // Without this property, a build with a stand-in for Svix cannot be published.
                "-p:RehearsePublish=true",
                .. arguments,
            ]
        )
        {
            Folder = root,
        };
        var result = await publish.RunAsync(cancellationToken);
        return result.Succeeded
            ? folder
            : throw new InvalidOperationException($"{project} could not be published: {result.Tail}");
    }
}
