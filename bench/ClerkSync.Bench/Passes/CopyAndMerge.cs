using ClerkSync.Core.ClerkApi;
using ClerkSync.Core.Mirror;
using ClerkSync.Core.Users;
using Dapper;
using Npgsql;
using NpgsqlTypes;

namespace ClerkSync.Bench.Passes;

/// <summary>
/// The fastest way to fill these tables in Postgres: COPY into an unlogged table, then a single merge. It takes no
/// advisory locks, cannot be resumed, and is atomic.
/// </summary>
internal static class CopyAndMerge
{
    // The same number as the backfill uses.
    private const int Ranges = 16;
    private const int RangesAtOnce = 4;

    private const string CreateStaging = """
        create unlogged table staging (
            id uuid not null, clerk_id text not null, primary_email text, first_name text, last_name text, username text,
            phone text, image_url text, external_id text, banned boolean not null, locked boolean not null,
            public_metadata jsonb not null, private_metadata jsonb not null, unsafe_metadata jsonb not null,
            last_sign_in_at timestamptz, clerk_created_at timestamptz, clerk_updated_at timestamptz not null,
            clerk_event_at timestamptz not null)
        """;

    private const string Copy = """
        copy staging (
            id, clerk_id, primary_email, first_name, last_name, username, phone, image_url, external_id, banned, locked,
            public_metadata, private_metadata, unsafe_metadata, last_sign_in_at, clerk_created_at, clerk_updated_at,
            clerk_event_at)
        from stdin (format binary)
        """;

    private const string Merge = """
        analyze staging;

        with merged as (
            insert into users (
                id, clerk_id, email, primary_email, first_name, last_name, username, phone, image_url, external_id,
                banned, locked, public_metadata, private_metadata, unsafe_metadata,
                last_sign_in_at, clerk_created_at, clerk_updated_at, clerk_event_at)
            select distinct on (s.clerk_id)
                s.id, s.clerk_id,
                case when
                    count(*) over (partition by lower(s.primary_email)) = 1
                    and not exists (
                        select from users u
                        where lower(u.primary_email) = lower(s.primary_email) and u.clerk_id <> s.clerk_id)
                then s.primary_email end,
                s.primary_email, s.first_name, s.last_name, s.username, s.phone, s.image_url, s.external_id,
                s.banned, s.locked, s.public_metadata, s.private_metadata, s.unsafe_metadata,
                s.last_sign_in_at, s.clerk_created_at, s.clerk_updated_at, s.clerk_event_at
            from staging s
            where not exists (select from tombstones t where t.clerk_id = s.clerk_id)
            order by s.clerk_id, s.clerk_updated_at desc
            on conflict (clerk_id) do update set
                email = excluded.email,
                primary_email = excluded.primary_email,
                first_name = excluded.first_name,
                last_name = excluded.last_name,
                username = excluded.username,
                phone = excluded.phone,
                image_url = excluded.image_url,
                external_id = excluded.external_id,
                banned = excluded.banned,
                locked = excluded.locked,
                public_metadata = excluded.public_metadata,
                private_metadata = excluded.private_metadata,
                unsafe_metadata = excluded.unsafe_metadata,
                last_sign_in_at = excluded.last_sign_in_at,
                clerk_created_at = excluded.clerk_created_at,
                clerk_updated_at = excluded.clerk_updated_at,
                clerk_event_at = excluded.clerk_event_at,
                updated_at = now()
            where (excluded.clerk_updated_at, excluded.clerk_event_at) > (users.clerk_updated_at, users.clerk_event_at)
            returning id, credits, xmax = 0 as inserted
        )
        insert into credit_transactions (user_id, delta, reason, actor, balance_after)
        select id, credits, 'opening', 'clerksync', credits from merged where inserted
        """;

    /// <summary>Reads all users and writes them.</summary>
    /// <returns>The number of rows that the merge inserted.</returns>
    public static async Task<long> RunAsync(
        ClerkApiClient clerk,
        NpgsqlDataSource dataSource,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(CreateStaging);
        var first = await clerk.ListUsersAsync(UserRange.All, null, cancellationToken).FirstAsync(cancellationToken);
        var tally = new ListTally { Table = StoredUser.Table, StartedAt = DateTimeOffset.UtcNow };
        await Parallel.ForEachAsync(
            BackfillCheckpoint.Start(null, first[0].CreatedAt, tally, Ranges).Ranges,
            new ParallelOptions { MaxDegreeOfParallelism = RangesAtOnce, CancellationToken = cancellationToken },
            async (range, token) => await CopyAsync(clerk, dataSource, range.ToUserRange(), token)
        );
        var rows = await connection.ExecuteAsync(Merge, commandTimeout: 0);
        await connection.ExecuteAsync("drop table staging");
        return rows;
    }

    private static async Task CopyAsync(
        ClerkApiClient clerk,
        NpgsqlDataSource dataSource,
        UserRange range,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var copy = await connection.BeginBinaryImportAsync(Copy, cancellationToken);
        await foreach (var page in clerk.ListUsersAsync(range, null, cancellationToken))
        {
            foreach (var user in page.Select(listed => listed.Value).OfType<ClerkUser>())
            {
                await copy.StartRowAsync(cancellationToken);
                copy.Write(Guid.CreateVersion7(), NpgsqlDbType.Uuid);
                copy.Write(user.Id.Value, NpgsqlDbType.Text);
                WriteText(copy, user.PrimaryEmail);
                WriteText(copy, user.FirstName);
                WriteText(copy, user.LastName);
                WriteText(copy, user.Username);
                WriteText(copy, user.Phone);
                WriteText(copy, user.ImageUrl);
                WriteText(copy, user.ExternalId);
                copy.Write(user.Banned, NpgsqlDbType.Boolean);
                copy.Write(user.Locked, NpgsqlDbType.Boolean);
                copy.Write(user.PublicMetadata, NpgsqlDbType.Jsonb);
                copy.Write(user.PrivateMetadata, NpgsqlDbType.Jsonb);
                copy.Write(user.UnsafeMetadata, NpgsqlDbType.Jsonb);
                WriteTime(copy, user.LastSignInAt);
                WriteTime(copy, user.CreatedAt);
                WriteTime(copy, user.UpdatedAt);
                WriteTime(copy, user.UpdatedAt);
            }
        }

        await copy.CompleteAsync(cancellationToken);
    }

    private static void WriteText(NpgsqlBinaryImporter copy, string? value)
    {
        if (value is null)
        {
            copy.WriteNull();
            return;
        }

        copy.Write(value, NpgsqlDbType.Text);
    }

    private static void WriteTime(NpgsqlBinaryImporter copy, DateTimeOffset? value)
    {
        if (value is null)
        {
            copy.WriteNull();
            return;
        }

        copy.Write(value.Value, NpgsqlDbType.TimestampTz);
    }
}
