using ClerkSync.Core.Disclosure;
using ClerkSync.Core.Mirror;

namespace ClerkSync.Cli.Mirror;

/// <summary>Reports the objects that could not be read or written.</summary>
internal static class ListScreen
{
    /// <summary>Prints the objects that could not be read, and the lists that ended early.</summary>
    public static void Print(
        TextWriter output,
        IReadOnlyList<ListCoverage> lists,
        IReadOnlyList<UnreadableObject> unreadable
    )
    {
        var count = lists.Sum(list => list.Unreadable);
        if (count > 0)
        {
            output.WriteLine(
                $"{Counted.Of(count, "object")} could not be read and {(count == 1 ? "was" : "were")} skipped:"
            );
            PrintFirst(
                output,
                unreadable.Select(skipped => $"{skipped.Table} {skipped.ClerkId ?? "(no id)"} {skipped.Path}"),
                count - unreadable.Count
            );
        }

        foreach (var list in lists.Where(list => !list.IsComplete))
        {
            var reason =
                list.Read < list.Expected
                    ? $"but its list ended after {list.Read:n0}"
                    : $"but its list did not contain all of them: some of the {list.Read:n0} that were read were created during the run";
            output.WriteLine(
                $"Clerk counts {list.Expected:n0} {list.Table.Replace('_', ' ')}, {reason}. This run is incomplete. Run it again."
            );
        }
    }

    /// <summary>Prints the rows that Postgres rejects.</summary>
    /// <param name="failures">The first of the failed rows.</param>
    /// <param name="rejects">The verb: "rejected" or "would reject".</param>
    public static void PrintRejected(
        TextWriter output,
        long failed,
        IReadOnlyList<FailedRow> failures,
        string rejects = "rejected"
    )
    {
        if (failed > 0)
        {
            output.WriteLine($"Postgres {rejects} {Counted.Of(failed, "row")}:");
            PrintFirst(
                output,
                failures.Select(row => $"{row.Table} {row.ClerkId} {row.Error}"),
                failed - failures.Count
            );
        }
    }

    private static void PrintFirst(TextWriter output, IEnumerable<string> lines, long more)
    {
        foreach (var line in lines)
        {
            output.WriteLine($"  {line}");
        }

        if (more > 0)
        {
            output.WriteLine($"  and {more:n0} more");
        }
    }
}
