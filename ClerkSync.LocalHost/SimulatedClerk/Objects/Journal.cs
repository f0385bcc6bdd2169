using System.Text.Json;
using ClerkSync.LocalHost.Postgres;
using ClerkSync.LocalHost.Up;

namespace ClerkSync.LocalHost.SimulatedClerk.Objects;

/// <summary>
/// The changes in a file, a line for each, so that a process that is killed loses none that was answered. Its start
/// rewrites the file without what has been overtaken. Only its owner can read it: it holds emails and sessions.
/// </summary>
internal sealed class Journal : IDisposable
{
    private const int EntriesOfALine = 1000;

    private readonly DataFolderLock _lock;
    private readonly string _path;
    private FileStream? _file;

    private Journal(DataFolderLock folderLock, string path) => (_lock, _path) = (folderLock, path);

    /// <summary>Takes the folder; makes it when absent.</summary>
    /// <exception cref="LocalPostgresException">Another process uses it, or we may not write there.</exception>
    public static Journal Open(string folder) =>
        new(DataFolderLock.Take(folder), Path.Combine(folder, "journal.jsonl"));

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
