namespace ClerkSync.Core.Database;

/// <summary>Turns rows into the arrays that <c>unnest</c> takes, and back.</summary>
internal static class Columns
{
    /// <summary>One value of every row. All columns of one statement come of one list, so none is shorter.</summary>
    public static TColumn[] Column<TRow, TColumn>(this IReadOnlyList<TRow> rows, Func<TRow, TColumn> value) =>
        [.. rows.Select(value)];

    public static IReadOnlySet<ClerkId> ToClerkIds(this IEnumerable<string> values) =>
        values.Select(value => new ClerkId(value)).ToHashSet();
}
