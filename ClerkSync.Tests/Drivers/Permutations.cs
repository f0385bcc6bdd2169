namespace ClerkSync.Tests.Drivers;

/// <summary>All permutations of a few items.</summary>
internal static class Permutations
{
    /// <summary>Returns all permutations of the numbers from 0 to <paramref name="count"/> - 1.</summary>
    public static IEnumerable<int[]> Of(int count) => Permute([.. Enumerable.Range(0, count)]);

    private static IEnumerable<int[]> Permute(int[] items) =>
        items.Length == 0
            ?
            [
                [],
            ]
            : items.SelectMany(item => Permute([.. items.Except([item])]).Select(rest => (int[])[item, .. rest]));
}
