using System.Text.Json;

namespace ClerkSync.Core.Database;

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

    /// <summary>Whether two JSON texts say the same; jsonb orders keys and writes numbers in its own way.</summary>
    public Differences CompareJson(string column, string left, string right) =>
        Compare(column, left == right || AreEqual(left, right));

    private static bool AreEqual(string left, string right)
    {
        using var leftDocument = JsonDocument.Parse(left);
        using var rightDocument = JsonDocument.Parse(right);
        return JsonElement.DeepEquals(leftDocument.RootElement, rightDocument.RootElement);
    }
}
