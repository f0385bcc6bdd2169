using System.Diagnostics;
using System.Reflection;
using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.Infra;

/// <summary>The Bicep compiler of the project file. It runs on a copy of <c>infra/</c>, because it writes next to its input.</summary>
internal sealed class Bicep : IDisposable
{
    private static readonly string? Program = typeof(Bicep)
        .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .FirstOrDefault(metadata => metadata.Key == "Bicep")
        ?.Value;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("clerksync-infra-");

    public Bicep()
    {
        foreach (var file in Files)
        {
            Write(file, File.ReadAllText(Path.Combine(Source, file)));
        }
    }

    /// <summary>Whether the project file names a compiler. If the file is absent, the tests then fail instead of being skipped.</summary>
    public static bool IsExpected => Program is not null;

    private static bool IsInstalled => File.Exists(Program) || File.Exists($"{Program}.exe");

    /// <summary>All files of <c>infra/</c> that the compiler reads, including its configuration.</summary>
    public static IReadOnlyList<string> Files { get; } =
    [
        .. Directory
            .EnumerateFiles(Source, "*.bicep*", SearchOption.AllDirectories)
            .Append(Path.Combine(Source, "bicepconfig.json"))
            .Select(file => Path.GetRelativePath(Source, file)),
    ];

    private static string Source => Path.Combine(Repository.Root, "infra");

    public string Read(string file) => File.ReadAllText(Path.Combine(_folder.FullName, file));

    public bool Has(string file) => File.Exists(Path.Combine(_folder.FullName, file));

    public void Write(string file, string text)
    {
        var path = Path.Combine(_folder.FullName, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    public async Task<(int ExitCode, string Output, string Errors)> RunAsync(
        IReadOnlyList<string> arguments,
        params (string Name, string Value)[] environment
    )
    {
        Assert.True(IsInstalled, $"The Bicep compiler is not where the package should be: {Program}.");
        var start = new ProcessStartInfo(Program!, arguments)
        {
            WorkingDirectory = _folder.FullName,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await errors);
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
