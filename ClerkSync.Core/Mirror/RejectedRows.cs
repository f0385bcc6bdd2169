namespace ClerkSync.Core.Mirror;

/// <summary>Counts the rows that the database rejected, and names the first ones.</summary>
internal sealed class RejectedRows
{
    private const int MostNamed = 100;

    public long Count { get; set; }

    public List<FailedRow> Named { get; init; } = [];

    public void Add(string table, IReadOnlyList<(ClerkId Id, string Error)> failures) =>
        Add(failures.Count, failures.Select(failure => new FailedRow(table, failure.Id.Value, failure.Error)));

    public void Add(RejectedRows rows) => Add(rows.Count, rows.Named);

    private void Add(long count, IEnumerable<FailedRow> rows)
    {
        Count += count;
        Named.AddRange(rows.Take(MostNamed - Named.Count));
    }
}

/// <summary>A row that the database rejected, or whose removal it rejected.</summary>
/// <param name="Table"><c>users</c>, <c>organizations</c> or <c>organization_memberships</c>.</param>
/// <param name="Error">The SQLSTATE, table and constraint, such as <c>23514 users my_check</c>, never a value.</param>
internal sealed record FailedRow(string Table, string ClerkId, string Error);
