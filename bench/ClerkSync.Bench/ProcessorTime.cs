using System.Globalization;

namespace ClerkSync.Bench;

/// <summary>Reads CPU time from Linux's <c>/proc</c>, which includes children that have ended.</summary>
internal static class ProcessorTime
{
    // The kernel reports 100 ticks a second, regardless of its internal clock. Source: time(7), "The software clock".
    private const double TicksPerSecond = 100;

    /// <summary>
    /// Returns the CPU time of a process, its running children, and ended children that were waited for.
    /// </summary>
    public static TimeSpan OfFamily(int processId)
    {
        var ticks = Directory
            .EnumerateDirectories("/proc")
            .Where(folder => Path.GetFileName(folder).All(char.IsAsciiDigit))
            .Select(folder => ReadFields(Path.Combine(folder, "stat")))
            .OfType<string[]>()
            .Where(fields => fields[0] == Text(processId) || fields[1 + ParentId] == Text(processId))
            .Sum(fields =>
                Number(fields[1 + UserTime])
                + Number(fields[1 + SystemTime])
                + Number(fields[1 + ChildrensUserTime])
                + Number(fields[1 + ChildrensSystemTime])
            );
        return TimeSpan.FromSeconds(ticks / TicksPerSecond);
    }

    // Field positions after the name, which may contain spaces. Source: proc_pid_stat(5).
    private const int ParentId = 1;
    private const int UserTime = 11;
    private const int SystemTime = 12;
    private const int ChildrensUserTime = 13;
    private const int ChildrensSystemTime = 14;

    /// <summary>
    /// Returns the process id and the fields after the name; null when the process has ended or the folder is not a
    /// process.
    /// </summary>
    private static string[]? ReadFields(string file)
    {
        try
        {
            var stat = File.ReadAllText(file);
            return [stat[..stat.IndexOf(' ')], .. stat[(stat.LastIndexOf(')') + 2)..].Split(' ')];
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
