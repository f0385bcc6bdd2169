namespace ClerkSync.LocalPostgres;

/// <summary>
/// The lock on a data folder in use. The operating system releases it when the process ends for any reason.
/// </summary>
internal sealed class DataFolderLock : IDisposable
{
    public const string FileName = "lock";

    private readonly FileStream _file;

    private DataFolderLock(FileStream file) => _file = file;

    /// <summary>Takes the lock. Creates the folder if it does not exist.</summary>
    /// <exception cref="LocalPostgresException">
    /// Another process holds the lock, or the folder is not writable.
    /// </exception>
    public static DataFolderLock Take(string folder)
    {
        var path = Path.Combine(folder, FileName);
        try
        {
            Directory.CreateDirectory(folder);
            return new(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new LocalPostgresException(
                $"You may not write to {folder}; perhaps root created it. "
                    + "Choose another data folder, or give this one to your user.",
                exception
            );
        }
        catch (IOException exception) when (File.Exists(path))
        {
            throw new LocalPostgresException(
                $"Another process is using {folder}. Stop that one first, or choose another data folder.",
                exception
            );
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
