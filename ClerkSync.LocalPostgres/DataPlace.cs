using System.Security.Cryptography;
using System.Text;

namespace ClerkSync.LocalPostgres;

/// <summary>
/// Finds the actual location of a data folder. If the server's user cannot enter the requested folder, the data are
/// below /var/lib.
/// </summary>
internal static class DataPlace
{
    private const string Elsewhere = "/var/lib/clerksync";

    // The marker file in the requested folder when the data are elsewhere. Data without a marker belong to a requested
    // folder that was deleted.
    private const string Marker = "elsewhere";

    /// <summary>
    /// Finds the location for the requested folder, whose lock the caller holds, and makes the server's user its owner.
    /// </summary>
    public static async Task<string> EnsureAsync(
        string asked,
        ServerUser user,
        IProgress<string> progress,
        CancellationToken cancellationToken
    )
    {
        if (!user.IsAnother)
        {
            return asked;
        }

        var marker = Path.Combine(asked, Marker);
        if (!File.Exists(marker) && await TryOwnAsync(asked, user, cancellationToken))
        {
            return asked;
        }

        var elsewhere = Path.Combine(Elsewhere, Hash(asked));
        progress.Report($"The user who runs Postgres cannot use {asked}, so the data are in {elsewhere}.");
        if (!File.Exists(marker) && Directory.Exists(elsewhere))
        {
            Directory.Delete(elsewhere, recursive: true);
        }

        await OpenAsync(elsewhere, user, cancellationToken);
        await File.WriteAllTextAsync(marker, elsewhere + "\n", cancellationToken);
        return elsewhere;
    }

    /// <summary>Finds the location for the requested folder. Creates nothing.</summary>
    public static string Find(string asked) =>
        File.Exists(Path.Combine(asked, Marker)) ? Path.Combine(Elsewhere, Hash(asked)) : asked;

    private static async Task<bool> TryOwnAsync(string folder, ServerUser user, CancellationToken cancellationToken)
    {
        if (!await user.CanEnterAsync(Path.GetDirectoryName(folder)!, cancellationToken))
        {
            return false;
        }

        if (Directory.EnumerateFileSystemEntries(folder).All(path => Path.GetFileName(path) == DataFolderLock.FileName))
        {
            await user.OwnAsync(folder, cancellationToken);
        }

        return await user.CanWriteAsync(folder, cancellationToken);
    }

    private static async Task OpenAsync(string folder, ServerUser user, CancellationToken cancellationToken)
    {
        ServerUser.EnsureOpenFolder(Elsewhere);
        Directory.CreateDirectory(folder);
        await user.OwnAsync(folder, cancellationToken);
        if (!await user.CanWriteAsync(folder, cancellationToken))
        {
            throw new LocalPostgresException(
                $"The user who runs Postgres can write neither to the data folder nor to its substitute {folder}. "
                    + "Choose a data folder that every user can enter, or run this as an ordinary user, "
                    + "or set DATABASE_URL to a server that you run."
            );
        }
    }

    private static string Hash(string path) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(path)))[..16];
}
