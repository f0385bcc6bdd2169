using System.Text.Json.Serialization;

namespace ClerkSync.Core.Access;

/// <summary>The application's table that stores what people may use, with one row for each account.</summary>
internal sealed record SourceTable
{
    public required string Schema { get; init; }

    public required string Name { get; init; }

    /// <summary>The column that holds the Clerk id.</summary>
    public required string Key { get; init; }

    /// <summary>The role that reads and repairs rows. Null reads as the role of <c>DATABASE_URL</c> and repairs nothing.</summary>
    public string? Role { get; init; }

    /// <summary>The start of the paths of its columns, such as <c>app.accounts</c>.</summary>
    [JsonIgnore]
    public string FullName => $"{Schema}.{Name}";

    /// <summary>The path of a column, such as <c>app.accounts.plan</c>.</summary>
    public string PathOf(string column) => $"{FullName}.{column}";

    /// <summary>The column that a path names; null when it is not a column of this table.</summary>
    public string? FindColumn(string path) =>
        path.StartsWith(PathOf(""), StringComparison.Ordinal) ? path[PathOf("").Length..] : null;
}

/// <summary>The type of a column, which decides how a value is written.</summary>
internal enum ColumnShape
{
    Flag,

    /// <summary>An integer or <c>numeric</c>.</summary>
    Number,

    /// <summary>A text or an enum.</summary>
    Text,

    /// <summary>A date or a timestamp.</summary>
    Time,

    /// <summary><c>json</c> or <c>jsonb</c>.</summary>
    Json,
}
