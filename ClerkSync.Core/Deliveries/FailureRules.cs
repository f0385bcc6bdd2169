using ClerkSync.Core.Database;
using Npgsql;

namespace ClerkSync.Core.Deliveries;

/// <summary>
/// Reads the definitions of the rules that reject rows from Postgres's catalog. They contain no row data.
/// </summary>
internal sealed class FailureRules(DatabaseReader database)
{
    /// <summary>Finds the rules of each group's error, by the error.</summary>
    /// <remarks>
    /// The error names a table or domain without its schema, so one in the search_path takes precedence. An error that
    /// a trigger raises names no trigger, and often no table. So all triggers of the application on that table, or on
    /// ClerkSync's tables, are returned.
    /// </remarks>
    /// <returns>Null when the role may not read the catalog.</returns>
    public async Task<ILookup<string, FailureRule>?> FindAsync(
        IReadOnlyCollection<FailureGroup> groups,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var rules = await database.QueryAsync<FoundRule>(
                Sql,
                new
                {
                    errors = groups.Select(group => group.Filter.Cause).ToArray(),
                    tables = groups.Select(group => group.Table).ToArray(),
                    constraints = groups.Select(group => group.Constraint).ToArray(),
                    columns = groups.Select(group => group.Column).ToArray(),
                    domains = groups.Select(group => group.Domain).ToArray(),
                    areOfTriggers = groups.Select(group => group.Code is "trigger_failed" or "rows_missing").ToArray(),
                },
                cancellationToken
            );
            return rules.ToLookup(rule => rule.Error, rule => new FailureRule(rule.Name, rule.Definition));
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            return null;
        }
    }

    private const string Sql = """
        select asked.error, rule.name::text, rule.definition
        from unnest(@errors, @tables, @constraints, @columns, @domains, @areOfTriggers)
            as asked (error, relation, constraint_name, column_name, domain_name, is_of_trigger)
        cross join lateral (
            (
                select c.conname as name, pg_get_constraintdef(c.oid) as definition
                from pg_class r
                join pg_constraint c on c.conrelid = r.oid
                where r.relname = asked.relation and c.conname = asked.constraint_name
                order by pg_table_is_visible(r.oid) desc, r.oid
                limit 1
            )
            union all
            (
                select i.relname, pg_get_indexdef(i.oid)
                from pg_class r
                join pg_index x on x.indrelid = r.oid
                join pg_class i on i.oid = x.indexrelid
                where r.relname = asked.relation
                    and i.relname = asked.constraint_name
                    and not exists (select from pg_constraint c where c.conrelid = r.oid and c.conname = i.relname)
                order by pg_table_is_visible(r.oid) desc, r.oid
                limit 1
            )
            union all
            (
                select a.attname, format('%I %s not null', a.attname, format_type(a.atttypid, a.atttypmod))
                from pg_class r
                join pg_attribute a on a.attrelid = r.oid
                where r.relname = asked.relation and a.attname = asked.column_name and a.attnotnull and not a.attisdropped
                order by pg_table_is_visible(r.oid) desc, r.oid
                limit 1
            )
            union all
            (
                -- Postgres names the column's domain, but the constraint may belong to one below it.
                with recursive domains as (
                    select oid, typname, typbasetype, typtypmod, typnotnull, pg_type_is_visible(oid) as is_visible, 0 as depth
                    from pg_type
                    where typname = asked.domain_name and typtype = 'd'
                    union all
                    select d.oid, d.typname, d.typbasetype, d.typtypmod, d.typnotnull, above.is_visible, above.depth + 1
                    from domains above
                    join pg_type d on d.oid = above.typbasetype and d.typtype = 'd'
                )
                select coalesce(c.conname, d.typname), coalesce(
                    pg_get_constraintdef(c.oid),
                    format('create domain %I as %s not null', d.typname, format_type(d.typbasetype, d.typtypmod)))
                from domains d
                left join pg_constraint c on c.contypid = d.oid and c.conname = asked.constraint_name
                where case when asked.constraint_name is null then d.typnotnull else c.oid is not null end
                order by d.is_visible desc, d.depth, d.oid
                limit 1
            )
            union all
            (
                select t.tgname, pg_get_triggerdef(t.oid)
                from pg_class r
                join pg_trigger t on t.tgrelid = r.oid
                where asked.is_of_trigger
                    and (
                        r.relname = asked.relation
                        or asked.relation is null and r.relname in ('users', 'organizations', 'organization_memberships')
                    )
                    and pg_table_is_visible(r.oid)
                    and not t.tgisinternal
                    and t.tgenabled <> 'D'
                order by r.relname, t.tgname
            )
        ) as rule
        """;

    private sealed record FoundRule
    {
        public required string Error { get; init; }
        public required string Name { get; init; }
        public required string Definition { get; init; }
    }
}
