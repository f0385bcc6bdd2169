using System.Collections.Frozen;
using System.IO.Compression;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace ClerkSync.Functions.Pages;

/// <summary>The files of the pages, embedded in the assembly. They contain no data.</summary>
internal sealed class PageFiles
{
    private const string Prefix = "pages/";
    private const string VersionPlaceholder = "{version}";
    private const string ModulesPlaceholder = "{modules}";

    // 48 bits distinguish builds and keep the URL short.
    private const int VersionLength = 12;

    private static readonly Lazy<PageFiles> Embedded = new(() => new PageFiles(typeof(PageFiles).Assembly));

    private readonly FrozenDictionary<string, PageFile> _files;

    private PageFiles(Assembly assembly)
    {
        var contents = assembly
            .GetManifestResourceNames()
            // On Windows, the build names resources with backslashes.
            .Select(name => (Resource: name, Path: name.Replace('\\', '/')))
            .Where(file => file.Path.StartsWith(Prefix, StringComparison.Ordinal))
            .OrderBy(file => file.Path, StringComparer.Ordinal)
            .Select(file => (Path: file.Path[Prefix.Length..], Bytes: Read(assembly, file.Resource)))
            .ToList();
        Version = Hash(contents);
        _files = contents.ToFrozenDictionary(
            file => file.Path,
            file => PageFile.Create(file.Path, IsPage(file.Path) ? Complete(file, contents) : file.Bytes)
        );
    }

    public static PageFiles Current => Embedded.Value;

    /// <summary>A hash of the content of all files.</summary>
    public string Version { get; }

    /// <summary>Paths such as <c>shared/style.css</c>.</summary>
    public IEnumerable<string> Paths => _files.Keys;

    public PageFile? Find(string path) => _files.GetValueOrDefault(path);

    private static bool IsPage(string path) => path.EndsWith(".html", StringComparison.Ordinal);

    /// <summary>
    /// Adds the version and the list of the page's modules, so that a browser requests all modules in parallel and not
    /// import by import.
    /// </summary>
    private byte[] Complete((string Path, byte[] Bytes) page, IEnumerable<(string Path, byte[] Bytes)> files)
    {
        var folder = page.Path[..(page.Path.IndexOf('/', StringComparison.Ordinal) + 1)];
        var modules = files
            .Select(file => file.Path)
            .Where(path => path.EndsWith(".js", StringComparison.Ordinal))
            .Where(path =>
                path.StartsWith(folder, StringComparison.Ordinal)
                || path.StartsWith("shared/", StringComparison.Ordinal)
            )
            .Select(path => $"""<link rel="modulepreload" href="{VersionPlaceholder}/{path}" />""");
        return Encoding.UTF8.GetBytes(
            Encoding
                .UTF8.GetString(page.Bytes)
                .Replace(ModulesPlaceholder, string.Join('\n', modules), StringComparison.Ordinal)
                .Replace(VersionPlaceholder, Version, StringComparison.Ordinal)
        );
    }

    private static string Hash(IEnumerable<(string Path, byte[] Bytes)> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (path, bytes) in files)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{path}\n{bytes.Length}\n"));
            hash.AppendData(bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..VersionLength];
    }

    private static byte[] Read(Assembly assembly, string resource)
    {
        using var stream = assembly.GetManifestResourceStream(resource)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}

/// <param name="Gzip">The content, compressed once and not for each request.</param>
internal sealed record PageFile(string ContentType, byte[] Bytes, byte[] Gzip)
{
    public static PageFile Create(string path, byte[] bytes) =>
        new(
            Path.GetExtension(path) switch
            {
                ".html" => "text/html; charset=utf-8",
                ".css" => "text/css; charset=utf-8",
                ".js" => "text/javascript; charset=utf-8",
                ".svg" => "image/svg+xml",
                var other => throw new NotSupportedException($"No media type is known for {other}."),
            },
            bytes,
            Compress(bytes)
        );

    private static byte[] Compress(byte[] bytes)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.SmallestSize))
        {
            gzip.Write(bytes);
        }

        return compressed.ToArray();
    }
}
