using ClerkSync.Core.Database;
using Dapper;
using Npgsql;

namespace ClerkSync.Core.Access.Checks;

/// <summary>
/// Reads from Postgres which columns the application's table has and what the role may do with them. Only names that
/// <c>information_schema</c> returned are put into SQL.
/// </summary>
internal sealed class SourceCatalog(DatabaseReader database)
{
    private const string Remedy = "infra/postgres/access.sql gives a role the necessary privileges and no others.";

    private static readonly ColumnShape[] AnyName = [ColumnShape.Text, ColumnShape.Json];

    /// <summary>Finds a table by its name, with or without its schema.</summary>
    /// <exception cref="SourceException">There is no such table, or it cannot be read.</exception>
    public async Task<SourceTable> FindAsync(
        string name,
        string key,
        string? role,
        CancellationToken cancellationToken
    ) =>
        await ListColumnsAsync(null, name, role, cancellationToken) is [var first, ..]
            ? new SourceTable
            {
                Schema = first.Schema,
                Name = first.TableName,
                Key = key,
                Role = role,
            }
            : throw Absent(name);

    /// <summary>Returns the settings with the types of the mapped columns.</summary>
    /// <exception cref="SourceException">A table or a column does not exist, does not fit, or cannot be read.</exception>
    public async Task<AccessSettings> ReadAsync(AccessSettings settings, CancellationToken cancellationToken) =>
        settings with
        {
            Users = await ReadMappingAsync(settings.Users, cancellationToken),
            Organizations = settings.Organizations is { } organizations
                ? await ReadMappingAsync(organizations, cancellationToken)
                : null,
        };

    /// <summary>Checks that the table's role can write the columns of a repair and no column that is not mapped.</summary>
    /// <param name="written">The columns that the repair writes.</param>
    /// <exception cref="SourceException">The table has no role, or the role lacks a privilege or has one too many.</exception>
    public async Task EnsureNarrowAsync(
        AccessMapping mapping,
        SourceTable table,
        IReadOnlyCollection<string> written,
        CancellationToken cancellationToken
    )
    {
        if (table.Role is not { } role)
        {
            throw new SourceException(
                $"{table.FullName} is mapped without a role that repairs it. {Remedy} Run that script, then map the role: access map --role ROLE."
            );
        }

        var columns = await ListColumnsAsync(table.Schema, table.Name, role, cancellationToken);
        var mapped = mapping.Paths.Select(table.FindColumn).OfType<string>().Where(column => column != table.Key);
        if (columns.Any(column => column.IsTableOpen || (column.CanWrite && !mapped.Contains(column.Name))))
        {
            throw new SourceException(
                $"The role {role} may change more of {table.FullName} than the mapped columns, so ClerkSync writes nothing as this role. {Remedy}"
            );
        }

        if (columns.FirstOrDefault(column => written.Contains(column.Name) && !column.CanWrite) is { } closed)
        {
            throw new SourceException($"The role {role} may not change {table.PathOf(closed.Name)}. {Remedy}");
        }
    }

    private async Task<AccessMapping> ReadMappingAsync(AccessMapping mapping, CancellationToken cancellationToken)
    {
        if (mapping.Table is not { } table)
        {
            return mapping;
        }

        var columns = await ListColumnsAsync(table.Schema, table.Name, table.Role, cancellationToken);
        if (columns is [])
        {
            throw Absent(table.FullName);
        }

        if (columns[0].HidesRows)
        {
            var role = table.Role ?? "of DATABASE_URL";
            throw new SourceException(
                $"Row level security on {table.FullName} hides rows from the role {role}. Let the role bypass it: alter role … bypassrls;"
            );
        }

        var key = GetColumn(columns, table, table.Key);
        if (key is not { IsUnique: true, Type: "text" or "character varying" })
        {
            throw new SourceException(
                $"{table.PathOf(table.Key)} cannot be the key. The key must be a text column with a unique index, or the primary key, so that an account has one row."
            );
        }

        var shapes = new Dictionary<string, ColumnShape>(StringComparer.Ordinal);
        foreach (var (path, value, fitting) in ListWanted(mapping))
        {
            if (path is null || table.FindColumn(path) is not { } name)
            {
                continue;
            }

            var column = GetColumn(columns, table, name);
            shapes[path] =
                column.Shape is { } shape && fitting.Contains(shape)
                    ? shape
                    : throw new SourceException(
                        $"{path} has the type {column.Type}, from which {value} cannot be read. docs/access.md lists the types."
                    );
        }

        return mapping with
        {
            Columns = shapes,
        };
    }

    private static IEnumerable<(string? Path, string Value, ColumnShape[] Fitting)> ListWanted(AccessMapping mapping) =>
        [
            (mapping.CustomerId, "a Stripe customer id", AnyName),
            (mapping.Plan, "a plan", AnyName),
            (mapping.Premium, "premium", [ColumnShape.Flag, ColumnShape.Number, .. AnyName]),
            (mapping.TrialEnd, "the end of a trial", [ColumnShape.Time, ColumnShape.Number, .. AnyName]),
            (mapping.Entitlements, "entitlements", [ColumnShape.Json]),
            (mapping.DatabasePlan, "a plan", AnyName),
        ];

    private static SourceColumn GetColumn(IReadOnlyList<SourceColumn> columns, SourceTable table, string name) =>
        columns.FirstOrDefault(column => column.Name == name) switch
        {
            null => throw new SourceException(
                $"{table.FullName} has no column {name} that can be read. Names are case-sensitive."
            ),
            { CanRead: false } => throw new SourceException($"{table.PathOf(name)} may not be read. {Remedy}"),
            var found => found,
        };

    private static SourceException Absent(string name) =>
        new($"There is no table {name} that can be read. Names are case-sensitive; a view is not a table. {Remedy}");

    private async Task<IReadOnlyList<SourceColumn>> ListColumnsAsync(
        string? schema,
        string name,
        string? role,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await database.ReadAsync<IReadOnlyList<SourceColumn>>(
                async (connection, token) =>
                {
                    // information_schema returns the columns that the role has a privilege on.
                    const string sql = """
                        with found as (
                            select t.oid, n.nspname, t.relname, has_schema_privilege(n.oid, 'usage') as is_reached
                            from pg_class t
                            join pg_namespace n on n.oid = t.relnamespace
                            where t.relkind in ('r', 'p')
                                and case
                                    when @schema::text is not null then n.nspname = @schema and t.relname = @name
                                    else n.nspname || '.' || t.relname = @name
                                        or (t.relname = @name and n.nspname = any (current_schemas(false)))
                                end
                            order by array_position(current_schemas(false), n.nspname)
                            limit 1
                        )
                        select
                            found.nspname::text as schema,
                            found.relname::text as table_name,
                            seen.column_name::text as name,
                            seen.data_type::text as type,
                            found.is_reached and has_column_privilege(found.oid, seen.column_name::text, 'select') as can_read,
                            has_column_privilege(found.oid, seen.column_name::text, 'update') as can_write,
                            has_table_privilege(found.oid, 'insert, update, delete, truncate') as is_table_open,
                            row_security_active(found.oid) as hides_rows,
                            exists (
                                select from pg_index i
                                join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
                                where i.indrelid = found.oid and a.attname = seen.column_name::name
                                    and i.indisunique and i.indisvalid and i.indpred is null and i.indnkeyatts = 1
                            ) as is_unique
                        from found
                        join information_schema.columns seen
                            on seen.table_schema = found.nspname and seen.table_name = found.relname
                        order by seen.ordinal_position
                        """;
                    await using var transaction = await connection.BeginTransactionAsync(token);
                    return
                    [
                        .. await connection.QueryAsync<SourceColumn>(
                            new CommandDefinition(
                                TransactionSettings.SetRole(role) + sql,
                                new { schema, name },
                                cancellationToken: token
                            )
                        ),
                    ];
                },
                cancellationToken
            );
        }
        // Every role can read these views, so the failure comes from setting the role.
        catch (PostgresException exception)
            when (role is not null
                && exception.SqlState
                    is PostgresErrorCodes.InsufficientPrivilege
                        or PostgresErrorCodes.InvalidParameterValue
            )
        {
            throw new SourceException($"The role of DATABASE_URL cannot switch to the role {role}. {Remedy}");
        }
    }
}
