using System.Text.Json;

namespace ClerkSync.SimulatedClerk.Objects;

/// <summary>
/// The changes in a file, a line for each, so that a process that is killed loses none that was answered. Its start
/// rewrites the file without what has been overtaken. Only its owner can read it: it holds emails and sessions.
/// </summary>
internal sealed class Journal : IDisposable
{
    private const string LockName = "lock";
    private const int EntriesOfALine = 1000;

    private readonly FileStream _lock;
    private readonly string _path;
    private FileStream? _file;

    private Journal(FileStream folderLock, string path) => (_lock, _path) = (folderLock, path);

    /// <summary>Takes the folder; makes it when absent.</summary>
    /// <exception cref="SimulatedClerkException">Another process uses it, or we may not write there.</exception>
    public static Journal Open(string folder) => new(TakeLock(folder), Path.Combine(folder, "journal.jsonl"));

    /// <summary>What was kept, oldest first.</summary>
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

    /// <summary>Replaces what was kept, whole or not at all. Called once, before the first change.</summary>
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
        // No buffer: what is written is the system's, which outlives this process.
        _file = new FileStream(_path, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
    }

    /// <summary>Keeps a change, whole or not at all.</summary>
    public void Append(IReadOnlyList<JournalEntry> entries) => WriteLine(_file!, entries);

    public void Dispose()
    {
        _file?.Dispose();
        _lock.Dispose();
    }

    // The system releases it when the process ends, however it ends.
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

    /// <returns>Null for the line in whose middle the process was killed.</returns>
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
