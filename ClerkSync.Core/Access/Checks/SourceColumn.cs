namespace ClerkSync.Core.Access.Checks;

/// <summary>A column of the application's table, as the role sees it that reads.</summary>
internal sealed record SourceColumn
{
    public required string Schema { get; init; }

    public required string TableName { get; init; }

    public required string Name { get; init; }

    /// <summary>As <c>information_schema</c> calls it: <c>timestamp with time zone</c>, <c>USER-DEFINED</c>.</summary>
    public required string Type { get; init; }

    public required bool CanRead { get; init; }

    public required bool CanWrite { get; init; }

    /// <summary>Whether it alone is a primary key or is unique.</summary>
    public required bool IsUnique { get; init; }

    /// <summary>Whether the role may insert, delete, truncate, or update every column.</summary>
    public required bool IsTableOpen { get; init; }

    /// <summary>Whether row level security hides rows from the role.</summary>
    public required bool HidesRows { get; init; }

    /// <summary>Null when a column of this type holds no value that is read.</summary>
    public ColumnShape? Shape =>
        Type switch
        {
            "boolean" => ColumnShape.Flag,
            "smallint" or "integer" or "bigint" or "numeric" => ColumnShape.Number,
            "text" or "character varying" or "USER-DEFINED" => ColumnShape.Text,
            "date" or "timestamp with time zone" or "timestamp without time zone" => ColumnShape.Time,
            "json" or "jsonb" => ColumnShape.Json,
            _ => null,
        };
}
