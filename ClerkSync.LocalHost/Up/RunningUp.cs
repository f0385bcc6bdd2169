using ClerkSync.LocalPostgres;

namespace ClerkSync.LocalHost.Up;

/// <summary>The lock that an <c>up</c> holds on its data folder, so that a second <c>up</c> notices it.</summary>
internal sealed class RunningUp : IDisposable
{
    // The stop verb writes this file. On Windows, a process without a terminal receives no signals.
    private const string StopName = "stop";

    private const int Attempts = 40;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan StopPause = TimeSpan.FromMilliseconds(250);

    private readonly DataFolderLock _lock;
    private readonly DataFolder _data;

    private RunningUp(DataFolderLock heldLock, DataFolder data)
    {
        (_lock, _data) = (heldLock, data);
        RemoveFiles();
    }

    /// <summary>
    /// Locks the data folder, and creates it if it does not exist. Waits for other verbs, which lock it briefly to read or write settings.
    /// </summary>
    /// <exception cref="UpException">Another <c>up</c> uses the data folder.</exception>
    /// <exception cref="LocalPostgresException">The folder is not writable.</exception>
    public static async Task<RunningUp> TakeAsync(DataFolder data, CancellationToken cancellationToken)
    {
        data.Ensure();
        for (var attempt = 1; ; attempt++)
        {
            if (TryLock(data) is { } taken)
            {
                return new RunningUp(taken, data);
            }

            var running = UpProcess.Read(data);
            if (running is not null || attempt == Attempts)
            {
                throw new UpException(
                    $"up is already running on the data folder {data.FullPath} {running?.ToString() ?? "(it is starting)"}. "
                        + "Use that one, stop it, or give another data folder with --data."
                );
            }

            await Task.Delay(Pause, cancellationToken);
        }
    }

    /// <summary>Whether an <c>up</c> uses the data folder. It may still be starting.</summary>
    /// <exception cref="LocalPostgresException">The folder is not writable.</exception>
    public static bool IsHeld(DataFolder data)
    {
        if (!data.Exists)
        {
            return false;
        }

        // Only the lock: the folder may be a user's own, with files of these names.
        using var free = TryLock(data);
        return free is null;
    }

    /// <summary>Requests the <c>up</c> of a data folder to stop, and waits until it has.</summary>
    /// <returns>False when <paramref name="patience"/> has passed.</returns>
    public static async Task<bool> StopAsync(DataFolder data, TimeSpan patience, CancellationToken cancellationToken)
    {
        data.WritePrivate(StopName, "");
        var started = TimeProvider.System.GetTimestamp();
        while (IsHeld(data))
        {
            if (TimeProvider.System.GetElapsedTime(started) > patience)
            {
                return false;
            }

            await Task.Delay(StopPause, cancellationToken);
        }

        return true;
    }

    /// <summary>Writes the process id and the URLs for other verbs.</summary>
    public void Show(Uri endpoint, Uri? console = null) =>
        new UpProcess(Environment.ProcessId, endpoint, console).Write(_data);

    /// <summary>Waits until <see cref="StopAsync"/> requests the stop.</summary>
    public async Task WaitForStopAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(StopPause);
        while (!File.Exists(_data.File(StopName)))
        {
            await timer.WaitForNextTickAsync(cancellationToken);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_data.Exists)
        {
            RemoveFiles();
        }

        _lock.Dispose();
    }

    private static DataFolderLock? TryLock(DataFolder data)
    {
        try
        {
            return DataFolderLock.Take(data.FullPath);
        }
        catch (LocalPostgresException exception) when (exception.InnerException is IOException)
        {
            return null;
        }
    }

    /// <summary>Deletes the files of this process, or of one that was killed.</summary>
    private void RemoveFiles()
    {
        UpProcess.Remove(_data);
        File.Delete(_data.File(StopName));
    }
}
