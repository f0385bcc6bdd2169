namespace ClerkSync.Core.Access.Checks;

/// <summary>A column of the application's table, with the privileges of the reading role.</summary>
internal sealed record SourceColumn
{
    public required string Schema { get; init; }

    public required string TableName { get; init; }

    public required string Name { get; init; }

    /// <summary>The name in <c>information_schema</c>, such as <c>timestamp with time zone</c> or <c>USER-DEFINED</c>.</summary>
    public required string Type { get; init; }

    public required bool CanRead { get; init; }

    public required bool CanWrite { get; init; }

    /// <summary>Whether the column alone is a primary key or has a unique index.</summary>
    public required bool IsUnique { get; init; }

    /// <summary>Whether the role may insert, delete, truncate, or update every column.</summary>
    public required bool IsTableOpen { get; init; }

    /// <summary>Whether row-level security hides rows from the role.</summary>
    public required bool HidesRows { get; init; }

    /// <summary>Null when columns of this type are not supported.</summary>
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
