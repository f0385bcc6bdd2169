using System.Globalization;
using ClerkSync.LocalPostgres;

namespace ClerkSync.LocalHost.Up;

/// <summary>Held while an <c>up</c> uses a data folder, so that a second one finds the first.</summary>
internal sealed class RunningUp : IDisposable
{
    private const string FileName = "up";
    private const int Attempts = 40;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly DataFolderLock _lock;
    private readonly DataFolder _data;

    private RunningUp(DataFolderLock heldLock, DataFolder data) => (_lock, _data) = (heldLock, data);

    /// <summary>Takes the data folder; makes it when absent.</summary>
    /// <exception cref="UpException">Another <c>up</c> uses it.</exception>
    /// <exception cref="LocalPostgresException">We may not write there.</exception>
    public static RunningUp Take(DataFolder data)
    {
        data.Ensure();
        try
        {
            return new RunningUp(DataFolderLock.Take(data.FullPath), data);
        }
        catch (LocalPostgresException exception) when (exception.InnerException is IOException)
        {
            throw new UpException(
                $"up runs already on the data folder {data.FullPath} {Find(data)}. "
                    + "Use that one, stop it, or give another data folder with --data."
            );
        }
    }

    /// <summary>
    /// Takes the data folder for a moment, to read or write its settings. Waits for another process that does the same.
    /// </summary>
    /// <exception cref="UpException">An <c>up</c> uses it.</exception>
    /// <exception cref="LocalPostgresException">We may not write there.</exception>
    public static async Task<RunningUp> TakeForAMomentAsync(DataFolder data, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return Take(data);
            }
            catch (UpException) when (attempt < Attempts)
            {
                await Task.Delay(Pause, cancellationToken);
            }
        }
    }

    /// <summary>Leaves for a second one where this one answers.</summary>
    public void Show(Uri endpoint) =>
        _data.WritePrivate(
            FileName,
            string.Create(CultureInfo.InvariantCulture, $"(process {Environment.ProcessId}, {endpoint})")
        );

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_data.Exists)
        {
            File.Delete(_data.File(FileName));
        }

        _lock.Dispose();
    }

    private static string Find(DataFolder data) =>
        File.Exists(data.File(FileName)) ? File.ReadAllText(data.File(FileName)) : "(it is starting)";
}
