using System.Text.Json;

namespace ClerkSync.SimulatedClerk.Objects;

/// <summary>
/// The journal file, one line per change. A killed process loses no change that was answered. Each start rewrites the
/// file without outdated entries. Only its owner can read it, because it contains emails and sessions.
/// </summary>
internal sealed class Journal : IDisposable
{
    private const string LockName = "lock";
    private const int EntriesOfALine = 1000;

    private readonly FileStream _lock;
    private readonly string _path;
    private FileStream? _file;

    private Journal(FileStream folderLock, string path) => (_lock, _path) = (folderLock, path);

    /// <summary>Locks the folder. Creates it if it does not exist.</summary>
    /// <exception cref="SimulatedClerkException">Another process uses the folder, or it is not writable.</exception>
    public static Journal Open(string folder) => new(TakeLock(folder), Path.Combine(folder, "journal.jsonl"));

    /// <summary>Returns the stored entries, oldest first.</summary>
    public IEnumerable<JournalEntry> Read()
    {
        if (!File.Exists(_path))
        {
            yield break;
        }

        foreach (var line in File.ReadLines(_path))
        {
            foreach (var entry in TryParse(line) ?? [])
            {
                yield return entry;
            }
        }
    }

    /// <summary>Atomically replaces the stored entries. Called once, before the first change.</summary>
    public void Rewrite(IEnumerable<JournalEntry> entries)
    {
        var unfinished = _path + ".new";
        using (var file = PrivateFile.Create(unfinished))
        {
            foreach (var line in entries.Chunk(EntriesOfALine))
            {
                WriteLine(file, line);
            }
        }

        File.Move(unfinished, _path, overwrite: true);
        // Unbuffered: the operating system has the data after each write, even if this process is killed.
        _file = new FileStream(_path, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
    }

    /// <summary>Appends a change atomically.</summary>
    public void Append(IReadOnlyList<JournalEntry> entries) => WriteLine(_file!, entries);

    public void Dispose()
    {
        _file?.Dispose();
        _lock.Dispose();
    }

    // The operating system releases the lock when the process ends for any reason.
    private static FileStream TakeLock(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            return new FileStream(
                Path.Combine(folder, LockName),
                FileMode.OpenOrCreate,
                FileAccess.ReadWrite,
                FileShare.None
            );
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new SimulatedClerkException(
                $"The simulated Clerk may not write in {folder}. Choose another data folder, or give this one to your user.",
                exception
            );
        }
        catch (IOException exception) when (File.Exists(Path.Combine(folder, LockName)))
        {
            throw new SimulatedClerkException(
                $"Another process is using {folder}. Stop that one first, or choose another data folder.",
                exception
            );
        }
    }

    private static void WriteLine(FileStream file, IReadOnlyList<JournalEntry> entries) =>
        file.Write([
            .. JsonSerializer.SerializeToUtf8Bytes(entries, JournalJson.Default.IReadOnlyListJournalEntry),
            (byte)'\n',
        ]);

    /// <returns>Null for a line that is incomplete because the process was killed.</returns>
    private static IReadOnlyList<JournalEntry>? TryParse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, JournalJson.Default.IReadOnlyListJournalEntry);
        }
        catch (JsonException) when (!line.EndsWith(']'))
        {
            return null;
        }
    }
}
