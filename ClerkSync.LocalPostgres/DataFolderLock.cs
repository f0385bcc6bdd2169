namespace ClerkSync.LocalPostgres;

/// <summary>
/// Held while a process uses a data folder. The system releases it when the process dies, however it dies.
/// </summary>
internal sealed class DataFolderLock : IDisposable
{
    /// <summary>Name of the lock's file.</summary>
    public const string FileName = "lock";

    private readonly FileStream _file;

    private DataFolderLock(FileStream file) => _file = file;

    /// <summary>Takes the lock; makes the folder when absent.</summary>
    /// <exception cref="LocalPostgresException">Another process holds it, or we may not write there.</exception>
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
