using ClerkSync.Core.Deliveries;

namespace ClerkSync.Core.Objects;

/// <summary>The statement that claims deliveries and writes their versions, for one kind of object.</summary>
/// <remarks>
/// Under the locks on the names, it first decides the outcome of each version. Then it claims the deliveries and writes. A version that
/// needs more locks is contended: it is neither claimed nor written.
/// </remarks>
internal sealed record VersionStatement
{
    public required string Table { get; init; }

    /// <summary>Columns that only Clerk's data sets, each as <c>name type</c>.</summary>
    public required IReadOnlyList<string> Columns { get; init; }

    /// <summary>Inputs that are also columns and count as content, but are written by their own expressions.</summary>
    public IReadOnlyList<string> ComparedInputs { get; init; } = [];

    /// <summary>Further input columns, each as <c>name type</c>.</summary>
    public IReadOnlyList<string> Inputs { get; init; } = [];

    /// <summary>Further columns of an inserted row, each as <c>name = expression</c>.</summary>
    public IReadOnlyList<string> Inserted { get; init; } = [];

    /// <summary>Further columns of an updated row, each as <c>name = expression</c>.</summary>
    public IReadOnlyList<string> Updated { get; init; } = [];

    /// <summary>Input columns with the ids of objects that this one belongs to.</summary>
    public IReadOnlyList<string> Owners { get; init; } = [];

    /// <summary>Condition to insert a new version <c>v</c>; otherwise it is contended.</summary>
    public string InsertIf { get; init; } = "true";

    /// <summary>Condition to replace the row <c>r</c> by a newer version <c>v</c>; otherwise it is contended.</summary>
    public string UpdateIf { get; init; } = "true";

    /// <summary>Condition under which the row <c>r</c> has no version, such as a soft-deleted user.</summary>
    public string RowIsVoid { get; init; } = "false";

    /// <summary>Further columns of <c>written</c> that <see cref="Effects"/> need.</summary>
    public string Returning { get; init; } = "";

    /// <summary>Side effects for the rows of <c>written</c>, as further <c>with</c> queries.</summary>
    public string Effects { get; init; } = "";

    /// <summary>Builds the statement. It returns each version's number and outcome, null if contended.</summary>
    public string ToSql()
    {
        string[] columns = [.. Columns.Select(NameOf)];
        string[] inputs = [.. CommonInputs, .. Inputs, .. Columns];
        return $"""
            with decided as materialized (
                select
                    v.*,
                    case
                        when w.outcome in ('applied', 'stale') or w.outcome = 'ignored' and not v.is_replay then 'duplicate'
                        when exists (select from tombstones t where {IsBuried} offset 0) then 'stale'
                        when v.compared_row <> coalesce(case when {RowIsVoid} then null else r.xmin::text end, '') then 'stale'
                        when r.clerk_id is null then case when {InsertIf} then 'inserted' end
                        when {RowIsVoid}
                            or v.compared_row is not null and v.clerk_updated_at = r.clerk_updated_at
                            or {Staleness.IsNewer([.. ComparedInputs, .. columns, "clerk_created_at"])}
                        then case when {UpdateIf} then 'updated' end
                        else 'stale'
                    end as fate
                from (
                    select {List(inputs.Select(Cast))}, n
                    from unnest({List(inputs.Select((_, i) => $"${i + 1}"))}) with ordinality as v ({List(
                inputs.Select(NameOf)
            )}, n)
                ) as v
                left join webhook_deliveries w on w.svix_id = v.svix_id
                left join {Table} r on r.clerk_id = v.clerk_id
            ),
            {DeliveryLog.Claimed},
            lifted as (
                delete from tombstones t
                using decided d
                where t.clerk_id = d.clerk_id and t.is_by_repair and d.compared_row is not null and d.fate in ('inserted', 'updated')
            ),
            written as (
                insert into {Table} (
                    id, clerk_id, clerk_created_at, clerk_updated_at, clerk_event_at, {List([
                .. columns,
                .. Inserted.Select(NameOf),
            ])})
                select
                    id, clerk_id, clerk_created_at, clerk_updated_at, clerk_event_at, {List([
                .. columns,
                .. Inserted.Select(ValueOf),
            ])}
                from decided as v
                where fate in ('inserted', 'updated')
                on conflict (clerk_id) do update set
                    {List(columns.Select(column => $"{column} = excluded.{column}").Concat(Updated))},
                    clerk_created_at = excluded.clerk_created_at,
                    clerk_updated_at = excluded.clerk_updated_at,
                    -- A repair of the same version keeps the later time, or an event of that version would seem newer.
                    clerk_event_at = greatest(
                        excluded.clerk_event_at,
                        case when {Table}.clerk_updated_at = excluded.clerk_updated_at then {Table}.clerk_event_at end),
                    updated_at = now()
                returning id, clerk_id, xmax = 0 as is_new{Returning}
            ){Effects}
            select n::int, fate
            from decided, ({Expectations}) as checked
            """;
    }

    private static readonly IReadOnlyList<string> CommonInputs =
    [
        .. DeliveryLog.Inputs,
        "id uuid",
        "clerk_id text",
        "clerk_created_at timestamptz",
        "clerk_updated_at timestamptz",
        "clerk_event_at timestamptz",
        "compared_row text",
    ];

    // A repair may restore an object whose tombstone a repair wrote.
    private string IsBuried =>
        string.Join(
            " or ",
            Owners
                .Select(owner => $"t.clerk_id = v.{owner}")
                .Prepend("t.clerk_id = v.clerk_id and not (t.is_by_repair and v.compared_row is not null)")
        );

    // Row level security and triggers filter silently.
    private string Expectations =>
        $"""
            select
                clerksync_expect(
                    'webhook_deliveries', (select count(*) from claimed),
                    (select count(*) from decided where svix_id is not null and fate <> 'duplicate')),
                clerksync_expect(
                    '{Table}', (select count(*) from written), (select count(*) from decided where fate in ('inserted', 'updated')))
            """;

    private static string NameOf(string column) => column.Split(' ', 2)[0];

    private static string ValueOf(string assignment) => assignment.Split(" = ", 2)[1];

    // Npgsql sends jsonb as text: the arrays of a batch are small, and a value is parsed once.
    private static string Cast(string column) =>
        column.EndsWith(" jsonb", StringComparison.Ordinal) ? $"{NameOf(column)}::jsonb" : NameOf(column);

    private static string List(IEnumerable<string> items) => string.Join(", ", items);
}
