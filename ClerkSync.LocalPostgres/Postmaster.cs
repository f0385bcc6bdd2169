using System.Diagnostics;
using System.Globalization;

namespace ClerkSync.LocalPostgres;

/// <summary>
/// The server's first process, as recorded in <c>postmaster.pid</c>. The file remains after the server is killed.
/// </summary>
internal sealed record Postmaster
{
    private const string FileName = "postmaster.pid";

    // The line numbers of the file. Source: Postgres, src/include/utils/pidfile.h.
    private const int ProcessIdLine = 0;
    private const int StartTimeLine = 2;
    private const int PortLine = 3;

    // Postgres records whole seconds, slightly later than the system does.
    private static readonly TimeSpan StartTolerance = TimeSpan.FromSeconds(2);

    public required string DataDirectory { get; init; }
    public required int ProcessId { get; init; }
    public required DateTimeOffset StartedAt { get; init; }
    public required int Port { get; init; }

    /// <summary>Reads the file; null when it is missing or incomplete.</summary>
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
    /// Whether the process is running. Its id may by now belong to another program, which must not be stopped.
    /// </summary>
    public bool IsRunning() => OperatingSystem.IsLinux() ? IsRunningOnLinux() : IsRunningElsewhere();

    /// <summary>
    /// Makes a start possible when the file of a killed server remains and its process id is in use again, which would
    /// prevent the start. The file is kept, because it also records the shared memory that orphans of the killed server
    /// may still use.
    /// </summary>
    public void Disown()
    {
        var file = Path.Combine(DataDirectory, FileName);
        var lines = File.ReadAllLines(file);
        lines[ProcessIdLine] = int.MaxValue.ToString(CultureInfo.InvariantCulture);
        File.WriteAllLines(file, lines);
    }

    // A zombie's command line is empty. In a container, a zombie may never be reaped.
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
