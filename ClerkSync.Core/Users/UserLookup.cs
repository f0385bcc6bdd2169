using ClerkSync.Core.Database;

namespace ClerkSync.Core.Users;

/// <summary>Finds users for an operator, including deleted ones.</summary>
internal sealed class UserLookup(DatabaseReader reader, DatabaseWriter writer)
{
    /// <summary>The maximum number of users that a search returns.</summary>
    public const int MostFound = 20;

    // The expression of users_name_idx.
    private const string Name =
        """lower(left(coalesce(first_name || ' ', '') || coalesce(last_name, ''), 64)) collate "C" """;

    // The columns of FoundPerson.
    private const string Columns = """
        clerk_id,
        coalesce(email, primary_email) as email,
        coalesce(nullif(trim(concat_ws(' ', first_name, last_name)), ''), username) as name,
        deleted_at is not null as is_deleted
        """;

    // Sorts after every character that a name may have.
    private const string AfterAll = "\U0010FFFF";

    /// <summary>
    /// Finds the user with an id, those with an email, and those whose name begins with a text, ignoring case.
    /// </summary>
    public Task<IReadOnlyList<FoundPerson>> SearchAsync(string text, CancellationToken cancellationToken) =>
        reader.QueryAsync<FoundPerson>(
            $"""
            with named as materialized (
                select clerk_id
                from users
                where (first_name is not null or last_name is not null)
                    and {Name} >= lower(left(@text, 64)) collate "C"
                    and {Name} < lower(left(@text, 64)) || @AfterAll collate "C"
                order by {Name}
                limit @MostFound
            ),
            found as (
                select clerk_id, 1 as rank from users where clerk_id = @text
                union all
                select clerk_id, 2 from users where lower(email) = lower(@text) and email is not null
                union all
                select clerk_id, 3 from users where lower(primary_email) = lower(@text) and primary_email is not null
                union all
                select clerk_id, 4 from named
            ),
            ranked as (
                select clerk_id, min(rank) as rank from found group by clerk_id
            )
            select clerk_id, email, name, is_deleted
            from (
                select rank, {Columns}
                from ranked
                join users using (clerk_id)
                union all
                select 1, clerk_id, null, null, true
                from tombstones t
                where t.clerk_id = @text and not exists (select from ranked where ranked.clerk_id = t.clerk_id)
            ) as people
            order by rank, name, clerk_id
            limit @MostFound
            """,
            new
            {
                text,
                AfterAll,
                MostFound,
            },
            cancellationToken
        );

    /// <summary>Finds the users with these ids that have a row, in any order.</summary>
    public Task<IReadOnlyList<FoundPerson>> FindAsync(
        IReadOnlyCollection<string> ids,
        CancellationToken cancellationToken
    ) =>
        reader.QueryAsync<FoundPerson>(
            $"""
            select {Columns}
            from users
            where clerk_id = any(@ids)
            """,
            new { ids = ids.ToArray() },
            cancellationToken
        );

    /// <summary>Returns null when there never was such a user.</summary>
    public Task<PersonRow?> FindAsync(ClerkId id, CancellationToken cancellationToken) =>
        reader.FindAsync<PersonRow>(
            """
            select
                t.clerk_id, u.id, email, primary_email, first_name, last_name, username, phone, image_url, external_id,
                plan, credits, banned, locked, public_metadata::text, unsafe_metadata::text, last_sign_in_at,
                clerk_created_at, clerk_updated_at, clerk_event_at, u.created_at, u.updated_at,
                coalesce(u.deleted_at, t.deleted_at) as deleted_at
            from (
                select clerk_id, null::timestamptz as deleted_at from users where clerk_id = @id
                union all
                select clerk_id, deleted_at from tombstones
                where clerk_id = @id and not exists (select from users where clerk_id = @id)
            ) as t
            left join users u on u.clerk_id = t.clerk_id
            """,
            new { id = id.Value },
            cancellationToken
        );

    /// <summary>Reads a user's private metadata and records that it was read, in one transaction.</summary>
    /// <returns>A JSON object; null when there is no such user.</returns>
    public async Task<string?> ShowPrivateMetadataAsync(ClerkId id, CancellationToken cancellationToken) =>
        (
            await writer.WriteAsync(
                transaction =>
                    transaction.QueryAsync<string>(
                        """
                        with shown as (
                            select clerk_id, private_metadata from users where clerk_id = @id
                        ),
                        recorded as (
                            insert into private_metadata_reads (clerk_id) select clerk_id from shown
                        )
                        select private_metadata::text from shown
                        """,
                        new { id = id.Value }
                    ),
                cancellationToken
            )
        ).SingleOrDefault();
}
