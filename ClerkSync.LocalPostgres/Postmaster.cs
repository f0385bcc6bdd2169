using System.Diagnostics;
using System.Globalization;

namespace ClerkSync.LocalPostgres;

/// <summary>
/// The server's first process, as <c>postmaster.pid</c> names it. The file outlives a server that was killed.
/// </summary>
internal sealed record Postmaster
{
    private const string FileName = "postmaster.pid";

    // The lines of the file. Source: Postgres, src/include/utils/pidfile.h.
    private const int ProcessIdLine = 0;
    private const int StartTimeLine = 2;
    private const int PortLine = 3;

    // Postgres notes whole seconds, a moment after the system has.
    private static readonly TimeSpan StartTolerance = TimeSpan.FromSeconds(2);

    public required string DataDirectory { get; init; }
    public required int ProcessId { get; init; }
    public required DateTimeOffset StartedAt { get; init; }
    public required int Port { get; init; }

    /// <summary>The one that the file names; null when there is no file, or not yet a whole one.</summary>
    public static Postmaster? Find(string dataDirectory)
    {
        try
        {
            var lines = File.ReadAllLines(Path.Combine(dataDirectory, FileName));
            return lines.Length > PortLine
                ? new Postmaster
                {
                    DataDirectory = dataDirectory,
                    ProcessId = int.Parse(lines[ProcessIdLine], CultureInfo.InvariantCulture),
                    StartedAt = DateTimeOffset.FromUnixTimeSeconds(
                        long.Parse(lines[StartTimeLine], CultureInfo.InvariantCulture)
                    ),
                    Port = int.Parse(lines[PortLine], CultureInfo.InvariantCulture),
                }
                : null;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>
    /// Whether it lives. Its number may by now be another program's, which must not be stopped in its stead.
    /// </summary>
    public bool IsRunning() => OperatingSystem.IsLinux() ? IsRunningOnLinux() : IsRunningElsewhere();

    /// <summary>
    /// Lets a server start although the file of a dead one is there and its number is taken again: Postgres rejects
    /// then. The file stays, because it also says which shared memory orphans of the dead server may still be using.
    /// </summary>
    public void Disown()
    {
        var file = Path.Combine(DataDirectory, FileName);
        var lines = File.ReadAllLines(file);
        lines[ProcessIdLine] = int.MaxValue.ToString(CultureInfo.InvariantCulture);
        File.WriteAllLines(file, lines);
    }

    // Its command line is empty when it is a zombie, which a container may keep for ever.
    private bool IsRunningOnLinux()
    {
        try
        {
            return File.ReadAllText($"/proc/{ProcessId}/cmdline").Split('\0').Contains(DataDirectory);
        }
        catch (IOException)
        {
            return false;
        }
    }

    private bool IsRunningElsewhere()
    {
        try
        {
            using var process = Process.GetProcessById(ProcessId);
            return (process.StartTime.ToUniversalTime() - StartedAt).Duration() <= StartTolerance;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
