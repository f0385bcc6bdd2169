using System.Globalization;
using ClerkSync.LocalPostgres;

namespace ClerkSync.Bench.Load;

/// <summary>Installs the Node programs that are compared with ClerkSync.</summary>
internal static class ReferencePrograms
{
    private const int MinNode = 20;

    /// <summary>Installs them into the temporary folder unless they are already there.</summary>
    /// <param name="source">The folder <c>bench/references</c>.</param>
    /// <param name="progress">Receives slow steps as sentences.</param>
    /// <returns>Node and the folder, or the reason why the references are skipped.</returns>
    public static async Task<(string? Node, string Folder, string? Skipped)> InstallAsync(
        string source,
        IProgress<string> progress,
        CancellationToken cancellationToken
    )
    {
        var folder = Path.Combine(Path.GetTempPath(), "clerksync-bench-references");
        if (ProgramPath.Find("node") is not { } node || ProgramPath.Find("npm") is not { } npm)
        {
            return (null, folder, $"Node {MinNode} is not installed");
        }

        var version = (await new Command(node, "--version").RunAsync(cancellationToken)).Output.Trim();
        if (int.Parse(version.TrimStart('v').Split('.')[0], CultureInfo.InvariantCulture) < MinNode)
        {
            return (null, folder, $"Node is {version}, and {MinNode} is needed");
        }

        Directory.CreateDirectory(folder);
        var isInstalled =
            IsSame(source, folder, "package-lock.json") && Directory.Exists(Path.Combine(folder, ".prisma"));
        foreach (var file in Directory.EnumerateFiles(source))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)), overwrite: true);
        }

        return (node, folder, isInstalled ? null : await InstallAsync(node, npm, folder, progress, cancellationToken));
    }

    private static bool IsSame(string source, string folder, string file) =>
        File.Exists(Path.Combine(folder, file))
        && File.ReadAllText(Path.Combine(source, file)) == File.ReadAllText(Path.Combine(folder, file));

    private static async Task<string?> InstallAsync(
        string node,
        string npm,
        string folder,
        IProgress<string> progress,
        CancellationToken cancellationToken
    )
    {
        progress.Report("Installing the Node references.");
        var installed = await new Command(npm, "ci") { Folder = folder }.RunAsync(cancellationToken);
        if (!installed.Succeeded)
        {
            return $"npm could not install them: {installed.Tail}";
        }

        var generate = new Command(
            node,
            Path.Combine(folder, "node_modules", "prisma", "build", "index.js"),
            "generate",
            "--schema=schema.prisma"
        )
        {
            Folder = folder,
            // Generating a client does not use the schema engine, but Prisma downloads it unless a path is given.
            Environment = new Dictionary<string, string>
            {
                ["PRISMA_SCHEMA_ENGINE_BINARY"] = ProgramPath.Find("true") ?? "true",
                ["CHECKPOINT_DISABLE"] = "1",
            },
        };
        var generated = await generate.RunAsync(cancellationToken);
        if (!generated.Succeeded)
        {
            return $"Prisma could not generate its client: {generated.Tail}";
        }

        Directory.CreateDirectory(Path.Combine(folder, ".prisma"));
        return null;
    }
}
