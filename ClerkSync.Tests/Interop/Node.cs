using System.Diagnostics;
using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.Interop;

/// <summary>Runs the scripts next to this file, with the packages in <c>package.json</c>.</summary>
internal static class Node
{
    private static readonly string Folder = Path.Combine(Repository.Root, "ClerkSync.Tests", "Interop");
    private static readonly Lazy<Task> Packages = new(InstallAsync);

    public static bool IsThere { get; } =
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Any(folder => File.Exists(Path.Combine(folder, OperatingSystem.IsWindows() ? "node.exe" : "node")));

    /// <summary>Runs a script and returns its output.</summary>
    public static async Task<string> RunAsync(string script, string input, params string[] arguments)
    {
        await Packages.Value;
        return await StartAsync("node", [script, .. arguments], input);
    }

    private static async Task InstallAsync()
    {
        var installed = Path.Combine(Folder, "node_modules", ".package-lock.json");
        if (File.GetLastWriteTimeUtc(installed) < File.GetLastWriteTimeUtc(Path.Combine(Folder, "package-lock.json")))
        {
            await StartAsync(
                OperatingSystem.IsWindows() ? "npm.cmd" : "npm",
                ["ci", "--ignore-scripts", "--no-audit"],
                ""
            );
        }
    }

    private static async Task<string> StartAsync(string program, string[] arguments, string input)
    {
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments)
            {
                WorkingDirectory = Folder,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {await errors}");
        return await output;
    }
}
