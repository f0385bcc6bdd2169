using System.Globalization;

namespace ClerkSync.Bench;

/// <summary>Processor time out of Linux's <c>/proc</c>, which counts children that have ended too.</summary>
internal static class ProcessorTime
{
    // The kernel shows it to programs as 100 a second whatever it counts itself. Source: time(7), "The software clock".
    private const double TicksPerSecond = 100;

    /// <summary>What a process, its children and those of them that it has waited for have taken.</summary>
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

    // Positions behind the name, which may hold spaces. Source: proc_pid_stat(5).
    private const int ParentId = 1;
    private const int UserTime = 11;
    private const int SystemTime = 12;
    private const int ChildrensUserTime = 13;
    private const int ChildrensSystemTime = 14;

    /// <summary>The process's id, then the fields behind its name; null when it is no process or has ended.</summary>
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
