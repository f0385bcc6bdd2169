using System.Diagnostics;
using System.Runtime.Versioning;
using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.Cli;

/// <summary>The script <c>clerksync</c>, with a fake <c>dotnet</c>.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class ScriptTests : IDisposable
{
    private const string LacksSvix = "error NU1101: Unable to find package Svix. No packages exist with this id.";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("clerksync-script-");

    public ScriptTests()
    {
        File.Copy(Path.Combine(Repository.Root, "clerksync"), Path.Combine(_folder.FullName, "clerksync"));
        foreach (
            var project in (string[])
                [
                    "Core",
                    "Functions",
                    "AspNetCore",
                    "LocalPostgres",
                    "SimulatedClerk",
                    "SimulatedStripe",
                    "SimulatedPages",
                    "LocalHost",
                    "Cli/bin/Release/net10.0",
                ]
        )
        {
            _folder.CreateSubdirectory($"ClerkSync.{project}");
        }

        _folder.CreateSubdirectory("stand-ins/Svix");
        _folder.CreateSubdirectory("path");
    }

    private string Answer => Path.Combine(_folder.FullName, ".feed.props");

    private string PathVariable =>
        $"{Path.Combine(_folder.FullName, "path")}:{Environment.GetEnvironmentVariable("PATH")}";

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Package_feed_with_Svix_is_queried_once()
    {
        WriteDotnet(restore: "", build: "");

        var first = await RunAsync();
        var second = await RunAsync();

        Assert.Equal((0, "ran --version\n"), (first.ExitCode, first.Output));
        Assert.Equal("Asking the package feed for Svix.\nBuilding ClerkSync.\n", first.Errors);
        Assert.Contains(">none<", await File.ReadAllTextAsync(Answer), StringComparison.Ordinal);
        Assert.Equal((0, ""), (second.ExitCode, second.Errors));
    }

    [Fact]
    public async Task Package_feed_without_Svix_selects_the_stand_in()
    {
        WriteDotnet(restore: $"echo '{LacksSvix}'; exit 1", build: "");

        var run = await RunAsync();

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("The package feed lacks Svix", run.Errors, StringComparison.Ordinal);
        Assert.Contains(">Svix<", await File.ReadAllTextAsync(Answer), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("error NU1301: Unable to load the service index.")]
    [InlineData("error NU1101: Unable to find package Npgsql. No packages exist with this id.")]
    [InlineData($"{LacksSvix}\nerror NU1301: Unable to load the service index.")]
    [InlineData("Killed.")]
    public async Task Other_failure_of_the_package_feed_is_not_cached(string printed)
    {
        WriteDotnet(restore: $"echo '{printed}'; exit 1", build: "");

        var run = await RunAsync();

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(printed, run.Errors, StringComparison.Ordinal);
        Assert.Contains("the feed is asked again next time", run.Errors, StringComparison.Ordinal);
        Assert.False(File.Exists(Answer));
    }

    [Fact]
    public async Task Cached_answer_of_an_older_version_is_queried_again()
    {
        await File.WriteAllTextAsync(Answer, "<StandIns>Worker+Svix</StandIns>");
        WriteDotnet(restore: "", build: "");

        await RunAsync();

        Assert.Contains(">none<", await File.ReadAllTextAsync(Answer), StringComparison.Ordinal);
    }

    [TerminalFact]
    public async Task Terminal_shows_how_long_the_build_takes()
    {
        WriteDotnet(restore: "", build: "sleep 2.5");
        await using var terminal = StartOnTerminal();

        var (exitCode, printed) = await terminal.WaitAsync();

        Assert.Equal(0, exitCode);
        Assert.Contains("Building ClerkSync. 2 s", printed, StringComparison.Ordinal);
        // The progress line is erased when the build ends.
        Assert.EndsWith("\r\u001b[Kran --version\r\n", printed, StringComparison.Ordinal);
    }

    [TerminalFact]
    public async Task Interrupted_build_prints_Cancelled_and_leaves_no_process_running()
    {
        var process = Path.Combine(_folder.FullName, "process");
        WriteDotnet(restore: "", build: $"echo $$ >'{process}'; exec sleep 60");
        await using var terminal = StartOnTerminal();
        while (!File.Exists(process) || new FileInfo(process).Length == 0)
        {
            await Task.Delay(50);
        }

        await terminal.InterruptAsync();
        var (exitCode, printed) = await terminal.WaitAsync().WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Equal(130, exitCode);
        Assert.EndsWith("\u001b[KCancelled.\r\n", printed, StringComparison.Ordinal);
        Assert.False(Directory.Exists($"/proc/{(await File.ReadAllTextAsync(process)).Trim()}"));
    }

    /// <param name="restore">The shell command that <c>dotnet restore</c> runs.</param>
    /// <param name="build">The shell command that <c>dotnet build</c> runs before it writes the program.</param>
    private void WriteDotnet(string restore, string build)
    {
        var file = Path.Combine(_folder.FullName, "path", "dotnet");
        File.WriteAllText(
            file,
            $"""
            #!/bin/sh
            case $1 in
              --version) ;;
              restore) {Or(restore)} ;;
              build) {Or(build)}; touch ClerkSync.Cli/bin/Release/net10.0/ClerkSync.Cli.dll ;;
              *) shift; echo "ran $*" ;;
            esac

            """
        );
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        static string Or(string command) => command.Length == 0 ? ":" : command;
    }

    private async Task<CliResult> RunAsync()
    {
        var start = new ProcessStartInfo(Path.Combine(_folder.FullName, "clerksync"), ["--version"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["PATH"] = PathVariable },
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new CliResult(process.ExitCode, await output, await errors);
    }

    private Terminal StartOnTerminal() =>
        Terminal.Start($"{Path.Combine(_folder.FullName, "clerksync")} --version", 80, ("PATH", PathVariable));
}
