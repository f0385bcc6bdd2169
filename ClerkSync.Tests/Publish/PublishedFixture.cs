using System.Diagnostics;
using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.Publish;

/// <summary>What a release makes of a copy of the sources in which somebody works: the function app and the packages.</summary>
public sealed class PublishedFixture : IAsyncLifetime
{
    /// <summary>Stands in the copy's <c>local.settings.json</c>.</summary>
    public const string LocalSecret = "whsec_bG9jYWwgc2V0dGluZ3MgYXJlIG5vdCBwdWJsaXNoZWQ=";

    /// <summary>The copy is a clone of it, at <see cref="Commit"/>.</summary>
    public const string Remote = "https://github.com/example/clerksync";

    /// <summary>What is published.</summary>
    public const string Commit = "0123456789abcdef0123456789abcdef01234567";

    /// <summary>The packages' version. No other build has made one of it, which a cache of packages could have.</summary>
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

    /// <summary>The function app's files.</summary>
    public string App => Path.Combine(_folder, "app");

    /// <summary>The files of an application that is built on ClerkSync.</summary>
    public string Sample => Path.Combine(_folder, "sample");

    /// <summary>The packages.</summary>
    public string Packages => Path.Combine(_folder, "packages");

    public async Task InitializeAsync()
    {
        CopySources();
        WriteRepository();
        await File.WriteAllTextAsync(
            Path.Combine(_folder, "local.settings.json"),
            $$$"""{"IsEncrypted": false, "Values": {"CLERK_WEBHOOK_SIGNING_SECRET": "{{{LocalSecret}}}"}}"""
        );
        // Builds the others along.
        await PackAsync("ClerkSync.Cli");
        await PackAsync("ClerkSync.Core", "--no-build");
        await PackAsync("ClerkSync.Functions", "--no-build");
        await PackAsync("ClerkSync.AspNetCore", "--no-build");
        await PackAsync("ClerkSync.Templates");
        if (HasStandIn)
        {
            await PackAsync(Path.Combine("stand-ins", "Svix"), "--no-build");
        }

        // Built anew, ahead and for Linux.
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

    /// <summary>Makes a package of <see cref="Version"/>. A stand-in in it is allowed, because nobody pushes it.</summary>
    private Task PackAsync(string project, params string[] options) =>
        RunDotnetAsync([
            "pack",
            project,
            $"--output={Packages}",
            "-property:RehearsePublish=true",
            $"-property:Version={Version}",
            .. options,
        ]);

    /// <summary>Runs it in the copy. What it prints, when it fails, is the failure.</summary>
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

    /// <summary>As much of one as a build reads.</summary>
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
