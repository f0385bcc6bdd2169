using ClerkSync.Core.Json;

namespace ClerkSync.Core.Objects;

/// <summary>
/// Collects the columns in which a row differs from Clerk's version. Allocates no list when there are none.
/// </summary>
internal ref struct Differences
{
    private List<string>? _columns;

    public readonly IReadOnlyList<string> Columns => _columns ?? (IReadOnlyList<string>)[];

    public Differences Compare(string column, bool isEqual)
    {
        if (!isEqual)
        {
            (_columns ??= []).Add(column);
        }

        return this;
    }

    public Differences CompareJson(string column, string left, string right) =>
        Compare(column, JsonText.AreEqual(left, right));
}
