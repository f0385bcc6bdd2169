using ClerkSync.Core.Json;

namespace ClerkSync.Core.Objects;

/// <summary>Gathers the columns in which a row differs from what Clerk has. Without a difference it allocates no list.</summary>
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
