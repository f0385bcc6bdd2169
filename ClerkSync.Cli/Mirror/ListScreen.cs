using ClerkSync.Core.Disclosure;
using ClerkSync.Core.Mirror;

namespace ClerkSync.Cli.Mirror;

/// <summary>Reports what could not be read of Clerk's lists.</summary>
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
            foreach (var skipped in unreadable)
            {
                output.WriteLine($"  {skipped.Table} {skipped.ClerkId ?? "(no id)"} {skipped.Path}");
            }

            if (unreadable.Count < count)
            {
                output.WriteLine($"  and {count - unreadable.Count:n0} more");
            }
        }

        foreach (var list in lists.Where(list => !list.IsComplete))
        {
            var reason =
                list.Read < list.Expected
                    ? $"but its list ended after {list.Read:n0}"
                    : $"and not all of them were in its list; the {list.Read:n0} that were read include newer ones";
            output.WriteLine(
                $"Clerk counts {list.Expected:n0} {list.Table.Replace('_', ' ')}, {reason}: this run is incomplete. Run it again."
            );
        }
    }
}
