using ClerkSync.Core.Deliveries;

namespace ClerkSync.Core.Objects;

/// <summary>The statement that claims deliveries of deletions and deletes the objects, for one kind of object.</summary>
/// <remarks>Clerk never reuses an id, so a deletion needs no version.</remarks>
internal sealed record DeletionStatement
{
    public required string Table { get; init; }

    /// <summary>A statement that deletes the rows of <c>before</c> and returns their <c>clerk_id</c>.</summary>
    public required string Delete { get; init; }

    /// <summary>The relation of which <see cref="Delete"/> must return every row.</summary>
    public string GoneAre { get; init; } = "before";

    /// <summary>Side effects, as further <c>with</c> queries; they may use <c>before</c> and <c>gone</c>.</summary>
    public string Effects { get; init; } = "";

    /// <summary>Builds the statement. It returns each deletion's number and outcome.</summary>
    public string ToSql() =>
        $"""
            with decided as materialized (
                select
                    v.*,
                    case
                        when w.outcome in ('applied', 'stale') or w.outcome = 'ignored' and not v.is_replay then 'duplicate'
                        when v.compared_row <> coalesce(r.xmin::text, '') then 'stale'
                        when t.clerk_id is not null and (v.compared_row is not null or not t.is_by_repair) then 'stale'
                        when r.clerk_id is null then 'buried'
                        else 'deleted'
                    end as fate
                from unnest({string.Join(", ", Inputs.Select((_, i) => $"${i + 1}"))}) with ordinality as v ({string.Join(
                ", ",
                Inputs
            )}, n)
                left join webhook_deliveries w on w.svix_id = v.svix_id
                left join tombstones t on t.clerk_id = v.clerk_id
                left join {Table} r on r.clerk_id = v.clerk_id
            ),
            {DeliveryLog.Claimed},
            buried as (
                insert into tombstones (clerk_id, deleted_at, is_by_repair)
                select clerk_id, deleted_at, compared_row is not null from decided where fate in ('deleted', 'buried')
                on conflict (clerk_id) do update set deleted_at = excluded.deleted_at, is_by_repair = false
                returning clerk_id, deleted_at
            ),
            before as materialized (
                select r.* from buried join {Table} r on r.clerk_id = buried.clerk_id
            ),
            gone as (
                {Delete}
            ){Effects}
            select n::int, fate
            from
                decided,
                (select
                    clerksync_expect(
                        'webhook_deliveries', (select count(*) from claimed),
                        (select count(*) from decided where svix_id is not null and fate <> 'duplicate')),
                    clerksync_expect('{Table}', (select count(*) from gone), (select count(*) from {GoneAre}))) as checked
            """;

    private static string[] Inputs { get; } =
    [.. DeliveryLog.Inputs.Select(input => input.Split(' ')[0]), "clerk_id", "deleted_at", "compared_row"];
}
