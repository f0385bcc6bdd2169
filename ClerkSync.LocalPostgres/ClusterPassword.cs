using System.Security.Cryptography;

namespace ClerkSync.LocalPostgres;

/// <summary>The superuser's password, in a file that only its owner can read.</summary>
internal sealed class ClusterPassword(string folder, ServerUser user)
{
    public string File { get; } = Path.Combine(folder, "password");

    /// <summary>Creates and stores a new random password.</summary>
    public async Task CreateAsync(CancellationToken cancellationToken)
    {
        await using (var writer = new StreamWriter(CreateFile()))
        {
            await writer.WriteLineAsync(RandomNumberGenerator.GetHexString(32, lowercase: true));
        }

        await user.OwnAsync(File, cancellationToken);
    }

    /// <exception cref="LocalPostgresException">The file is missing.</exception>
    public async Task<string> GetAsync(CancellationToken cancellationToken) =>
        System.IO.File.Exists(File)
            ? (await System.IO.File.ReadAllTextAsync(File, cancellationToken)).Trim()
            : throw new LocalPostgresException(
                $"{File} is gone, and without it nobody can log in. Put it back, or delete {folder} for a fresh start."
            );

    // Replaces an existing file, because other users may be able to read it.
    private FileStream CreateFile()
    {
        System.IO.File.Delete(File);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(File, options);
    }
}
