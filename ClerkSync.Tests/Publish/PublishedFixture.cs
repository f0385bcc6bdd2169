using System.Diagnostics;
using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.Publish;

/// <summary>The function app and the packages that a release builds from a copy of a developer's working folder.</summary>
public sealed class PublishedFixture : IAsyncLifetime
{
    /// <summary>A secret in the <c>local.settings.json</c> of the copy.</summary>
    public const string LocalSecret = "whsec_bG9jYWwgc2V0dGluZ3MgYXJlIG5vdCBwdWJsaXNoZWQ=";

    /// <summary>The git remote of the copy.</summary>
    public const string Remote = "https://github.com/example/clerksync";

    /// <summary>The commit that is checked out in the copy.</summary>
    public const string Commit = "0123456789abcdef0123456789abcdef01234567";

    /// <summary>The version of the packages. It is unique, so that no package cache contains it.</summary>
    public static readonly string Version = $"0.1.0-rehearsal.{Guid.NewGuid():n}";

    private static readonly string[] Projects =
    [
        "ClerkSync.Core",
        "ClerkSync.Functions",
        "ClerkSync.AspNetCore",
        "ClerkSync.LocalPostgres",
        "ClerkSync.SimulatedPages",
        "ClerkSync.SimulatedClerk",
        "ClerkSync.SimulatedStripe",
        "ClerkSync.LocalHost",
        "ClerkSync.Cli",
        "ClerkSync.Templates",
        "samples",
        "stand-ins",
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("clerksync-publish-").FullName;

    /// <summary>Whether the package feed lacks Svix, so that everything is built with its stand-in.</summary>
    internal static bool HasStandIn { get; } =
        File.Exists(Path.Combine(Repository.Root, ".feed.props"))
        && File.ReadAllText(Path.Combine(Repository.Root, ".feed.props")).Contains(">Svix<", StringComparison.Ordinal);

    /// <summary>The folder of the published function app.</summary>
    public string App => Path.Combine(_folder, "app");

    /// <summary>The folder of a published application that uses ClerkSync.</summary>
    public string Sample => Path.Combine(_folder, "sample");

    /// <summary>The folder of the packages.</summary>
    public string Packages => Path.Combine(_folder, "packages");

    public async Task InitializeAsync()
    {
        CopySources();
        WriteRepository();
        await File.WriteAllTextAsync(
            Path.Combine(_folder, "local.settings.json"),
            $$$"""{"IsEncrypted": false, "Values": {"CLERK_WEBHOOK_SIGNING_SECRET": "{{{LocalSecret}}}"}}"""
        );
        // This also builds the projects that are packed below.
        await PackAsync("ClerkSync.Cli");
        await PackAsync("ClerkSync.Core", "--no-build");
        await PackAsync("ClerkSync.Functions", "--no-build");
        await PackAsync("ClerkSync.AspNetCore", "--no-build");
        await PackAsync("ClerkSync.Templates");
        if (HasStandIn)
        {
            await PackAsync(Path.Combine("stand-ins", "Svix"), "--no-build");
        }

        // Publishing builds again: ahead of time and for Linux.
        await RunDotnetAsync("publish", "ClerkSync.Functions", $"--output={App}", "-property:RehearsePublish=true");
        await RunDotnetAsync(
            "publish",
            Path.Combine("samples", "DesignForge"),
            $"--output={Sample}",
            "-property:RehearsePublish=true"
        );
    }

    public Task DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return Task.CompletedTask;
    }

    /// <summary>Packs a project as <see cref="Version"/>. A stand-in is allowed, because the package is never pushed.</summary>
    private Task PackAsync(string project, params string[] options) =>
        RunDotnetAsync([
            "pack",
            project,
            $"--output={Packages}",
            "-property:RehearsePublish=true",
            $"-property:Version={Version}",
            .. options,
        ]);

    /// <summary>Runs dotnet in the copy. If dotnet fails, the assertion message has its output.</summary>
    internal async Task<string> RunDotnetAsync(params string[] arguments)
    {
        var result = await TryDotnetAsync(arguments);
        Assert.True(result.ExitCode == 0, $"dotnet {string.Join(' ', arguments)}: {result.Output}");
        return result.Output;
    }

    internal async Task<(int ExitCode, string Output)> TryDotnetAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            WorkingDirectory = _folder,
            RedirectStandardOutput = true,
            Environment =
            {
                // As in the pipeline.
                ["CI"] = "true",
                // A build server that outlives the build would keep the pipe open.
                ["MSBUILDDISABLENODEREUSE"] = "1",
                ["UseSharedCompilation"] = "false",
            },
        };
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output);
    }

    /// <summary>Writes the parts of a git repository that a build reads.</summary>
    private void WriteRepository()
    {
        var git = Directory.CreateDirectory(Path.Combine(_folder, ".git")).FullName;
        Directory.CreateDirectory(Path.Combine(git, "objects"));
        Directory.CreateDirectory(Path.Combine(git, "refs"));
        File.WriteAllText(Path.Combine(git, "HEAD"), Commit);
        File.WriteAllText(Path.Combine(git, "config"), $"[remote \"origin\"]\n\turl = {Remote}.git\n");
    }

    private void CopySources()
    {
        var files = Projects
            .SelectMany(project =>
                Directory.EnumerateFiles(Path.Combine(Repository.Root, project), "*", SearchOption.AllDirectories)
            )
            .Concat(Directory.EnumerateFiles(Repository.Root))
            .Select(file => Path.GetRelativePath(Repository.Root, file))
            .Where(file => !file.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj" or ".git"));
        foreach (var file in files)
        {
            var copy = Path.Combine(_folder, file);
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(Path.Combine(Repository.Root, file), copy);
        }
    }
}
