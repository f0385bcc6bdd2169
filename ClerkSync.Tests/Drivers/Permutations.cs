namespace ClerkSync.Tests.Drivers;

/// <summary>All orders in which a few things can come.</summary>
internal static class Permutations
{
    /// <summary>The numbers from 0, in each order.</summary>
    public static IEnumerable<int[]> Of(int count) => Permute([.. Enumerable.Range(0, count)]);

    private static IEnumerable<int[]> Permute(int[] items) =>
        items.Length == 0
            ?
            [
                [],
            ]
            : items.SelectMany(item => Permute([.. items.Except([item])]).Select(rest => (int[])[item, .. rest]));
}
