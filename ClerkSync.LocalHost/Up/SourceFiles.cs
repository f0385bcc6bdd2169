using System.IO.Enumeration;
using System.Xml;
using System.Xml.Linq;

namespace ClerkSync.LocalHost.Up;

/// <summary>Detects changes in the sources of an application's project and the projects that it references.</summary>
/// <remarks>
/// Files are polled, because notifications are lost on network and container mounts, and each watched folder uses a system resource.
/// </remarks>
internal sealed class SourceFiles
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private static readonly string[] Extensions =
    [
        ".cs",
        ".csproj",
        ".props",
        ".targets",
        ".sql",
        ".json",
        ".html",
        ".js",
        ".css",
        ".svg",
    ];
    private static readonly string[] Outputs = ["bin", "obj", "node_modules"];

    private static readonly EnumerationOptions Everything = new()
    {
        RecurseSubdirectories = true,
        IgnoreInaccessible = true,
    };

    private readonly HashSet<string> _folders = [];
    private HashSet<Source> _seen;

    /// <summary>Records the current state of the sources.</summary>
    /// <param name="folder">The absolute path of the project's folder.</param>
    /// <exception cref="UpException">The folder has no project.</exception>
    public SourceFiles(string folder)
    {
        Folder = folder;
        AddFolders(LocalApplication.FindProject(folder));
        _seen = Read();
    }

    /// <summary>The absolute path of the project's folder.</summary>
    public string Folder { get; }

    /// <summary>Waits until a file has been changed, added or deleted since the last call, and then until changes stop.</summary>
    public async Task WaitForChangeAsync(CancellationToken cancellationToken)
    {
        var now = _seen;
        HashSet<Source> before;
        do
        {
            before = now;
            await Task.Delay(Pause, cancellationToken);
            now = Read();
        } while (now.SetEquals(_seen) || !now.SetEquals(before));

        _seen = now;
    }

    private void AddFolders(string project)
    {
        var folder = Path.GetDirectoryName(project)!;
        if (!_folders.Add(folder))
        {
            return;
        }

        foreach (var reference in ReadReferences(project))
        {
            var path = Path.GetFullPath(reference.Replace('\\', '/'), folder);
            // This program has its own assemblies loaded, so a change of their sources needs a new build of it.
            if (File.Exists(path) && !IsOfThisProgram(path))
            {
                AddFolders(path);
            }
        }
    }

    private static bool IsOfThisProgram(string project) =>
        File.Exists(Path.Combine(AppContext.BaseDirectory, $"{Path.GetFileNameWithoutExtension(project)}.dll"));

    private static IEnumerable<string> ReadReferences(string project)
    {
        try
        {
            return XDocument
                .Load(project)
                .Descendants()
                .Where(element => element.Name.LocalName == "ProjectReference")
                .Select(element => (string?)element.Attribute("Include"))
                .OfType<string>();
        }
        catch (XmlException)
        {
            // The build reports it.
            return [];
        }
    }

    private HashSet<Source> Read() =>
        [
            .. _folders
                .Where(Directory.Exists)
                .SelectMany(folder => new FileSystemEnumerable<Source>(
                    folder,
                    (ref entry) => new(entry.ToFullPath(), entry.LastWriteTimeUtc, entry.Length),
                    Everything
                )
                {
                    ShouldIncludePredicate = (ref entry) =>
                        !entry.IsDirectory
                        && Extensions.Contains(
                            $"{Path.GetExtension(entry.FileName)}",
                            StringComparer.OrdinalIgnoreCase
                        ),
                    ShouldRecursePredicate = (ref entry) =>
                        entry.FileName[0] != '.'
                        && !Outputs.Contains($"{entry.FileName}", StringComparer.OrdinalIgnoreCase),
                }),
        ];

    private readonly record struct Source(string Path, DateTimeOffset WrittenAt, long Length);
}
