using System.Text.Json.Serialization;

namespace ClerkSync.Core.Access;

/// <summary>The application's own table of what people may use, with one row for an account.</summary>
internal sealed record SourceTable
{
    public required string Schema { get; init; }

    public required string Name { get; init; }

    /// <summary>The column that holds the Clerk id.</summary>
    public required string Key { get; init; }

    /// <summary>Rows are read and repaired under this role. Null reads as the role of <c>DATABASE_URL</c> and repairs nothing.</summary>
    public string? Role { get; init; }

    /// <summary>What the paths of its columns begin with: <c>app.accounts</c>.</summary>
    [JsonIgnore]
    public string FullName => $"{Schema}.{Name}";

    /// <summary>The path of a column: <c>app.accounts.plan</c>.</summary>
    public string PathOf(string column) => $"{FullName}.{column}";

    /// <summary>The column that a path names; null when it names none of this table.</summary>
    public string? FindColumn(string path) =>
        path.StartsWith(PathOf(""), StringComparison.Ordinal) ? path[PathOf("").Length..] : null;
}

/// <summary>What a column holds, as far as it decides how a value is written.</summary>
internal enum ColumnShape
{
    /// <summary>A boolean.</summary>
    Flag,

    /// <summary>An integer, or numeric.</summary>
    Number,

    /// <summary>A text or an enum.</summary>
    Text,

    /// <summary>A date or a timestamp.</summary>
    Time,

    /// <summary>json or jsonb.</summary>
    Json,
}
