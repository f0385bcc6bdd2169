using ClerkSync.Core.Credits;
using ClerkSync.Core.Database;

namespace ClerkSync.Core.Users;

/// <summary>The statements of <see cref="UserRepository"/> that are sent together with others.</summary>
internal static class UserSql
{
    /// <summary>Those of a <see cref="User"/>, the id first.</summary>
    public const string Columns = """
        id, clerk_id, email, first_name, last_name, username, phone, image_url, external_id, plan, credits, banned, locked,
        public_metadata::text, clerk_created_at, created_at, updated_at
        """;

    /// <remarks>
    /// An email that nobody else claims is held at once; one that is contested is left to <see cref="Settle"/>. A row that is
    /// inserted opens its ledger of credits in the same statement, whatever path brought it.
    /// </remarks>
    public static readonly string Upsert = $"""
        with versions as (
            select
                id, clerk_id, primary_email, first_name, last_name, username, phone, image_url, external_id,
                banned, locked, public_metadata::jsonb, private_metadata::jsonb, unsafe_metadata::jsonb,
                last_sign_in_at, clerk_created_at, clerk_updated_at, clerk_event_at
            from unnest(
                @Ids, @ClerkIds, @PrimaryEmails, @FirstNames, @LastNames, @Usernames, @Phones, @ImageUrls, @ExternalIds,
                @Banned, @Locked, @PublicMetadata, @PrivateMetadata, @UnsafeMetadata,
                @LastSignInAts, @CreatedAts, @UpdatedAts, @EventAts
            ) as v (
                id, clerk_id, primary_email, first_name, last_name, username, phone, image_url, external_id,
                banned, locked, public_metadata, private_metadata, unsafe_metadata,
                last_sign_in_at, clerk_created_at, clerk_updated_at, clerk_event_at)
            where not exists (select from tombstones t where t.clerk_id = v.clerk_id)
        ),
        newest as (
            select distinct on (v.clerk_id) v.*
            from versions v
            order by v.clerk_id, {VersionOrder.NewestFirst("v", "v.clerk_id", Content)}
        ),
        upserted as (
        insert into users (
            id, clerk_id, email, primary_email, first_name, last_name, username, phone, image_url, external_id,
            banned, locked, public_metadata, private_metadata, unsafe_metadata,
            last_sign_in_at, clerk_created_at, clerk_updated_at, clerk_event_at)
        select
            n.id, n.clerk_id,
            case when
                count(*) over (partition by lower(n.primary_email)) = 1
                and (@AreUnclaimed
                    or not exists (
                        select from users u
                        where lower(u.primary_email) = lower(n.primary_email) and u.clerk_id <> n.clerk_id)
                    and not exists (
                        select from users u
                        where lower(u.email) = lower(n.primary_email) and u.email is not null and u.clerk_id <> n.clerk_id))
            then n.primary_email end,
            n.primary_email, n.first_name, n.last_name, n.username, n.phone, n.image_url, n.external_id,
            n.banned, n.locked, n.public_metadata, n.private_metadata, n.unsafe_metadata,
            n.last_sign_in_at, n.clerk_created_at, n.clerk_updated_at, n.clerk_event_at
        from newest n
        on conflict (clerk_id) do update set
            email = case
                when excluded.email is not null then excluded.email
                when lower(users.email) = lower(excluded.primary_email) then excluded.primary_email
            end,
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
            clerk_event_at = {VersionOrder.EventAt("users")},
            deleted_at = null,
            updated_at = now()
        -- The row of a deleted user whose tombstone a repair has lifted says nothing of a version.
        where users.deleted_at is not null or {VersionOrder.MayReplace("users", Content)}
        returning
            id, clerk_id, credits, xmax = 0 as inserted, primary_email is not null and email is null as lacks_email
        ),
        opening as (
            {CreditSql.Open} upserted where inserted
        )
        select clerk_id, inserted, lacks_email from upserted
        """;

    /// <summary>Gives every email of <c>@Emails</c> to the newest user who claims it, and takes it from everybody else.</summary>
    /// <remarks>Two statements: in one, the index would still see the old holder and refuse the new one.</remarks>
    public const string Settle = $"""
        with {Holders}
        update users u
        set email = null, updated_at = now()
        from emails
        where lower(u.email) = emails.email
            and u.email is not null
            and not exists (select from holders where holders.clerk_id = u.clerk_id and holders.email = emails.email)
        returning u.clerk_id;

        with {Holders}
        update users u
        set email = u.primary_email, updated_at = now()
        from holders
        where u.clerk_id = holders.clerk_id and u.email is distinct from u.primary_email
        returning u.clerk_id
        """;

    public static readonly string UpsertAndSettle = $"{Upsert}; {Settle}";

    public const string HardDelete = """
        delete from users where clerk_id = any(@ClerkIds)
        returning clerk_id
        """;

    /// <remarks>
    /// What is left of a user is what the tombstone says, whether the user had a row or not, and whatever it held: so the order of the
    /// events does not matter. A row that is inserted opens its ledger, as every row does.
    /// </remarks>
    public static readonly string SoftDelete = $$"""
        with deleted as (
        insert into users (clerk_id, clerk_updated_at, clerk_event_at, deleted_at)
        select clerk_id, deleted_at, deleted_at, deleted_at from tombstones where clerk_id = any(@ClerkIds)
        on conflict (clerk_id) do update set
            email = null,
            primary_email = null,
            first_name = null,
            last_name = null,
            username = null,
            phone = null,
            image_url = null,
            external_id = null,
            banned = false,
            locked = false,
            public_metadata = '{}',
            private_metadata = '{}',
            unsafe_metadata = '{}',
            last_sign_in_at = null,
            clerk_created_at = null,
            clerk_updated_at = excluded.clerk_updated_at,
            clerk_event_at = excluded.clerk_event_at,
            deleted_at = excluded.deleted_at,
            updated_at = now()
        where users.deleted_at is distinct from excluded.deleted_at
        returning id, clerk_id, credits, xmax = 0 as inserted
        ),
        opening as (
            {{CreditSql.Open}} deleted where inserted
        )
        select clerk_id from deleted where not inserted
        """;

    private const string Holders = """
        emails as (
            select distinct lower(email) as email from unnest(@Emails) as affected (email)
        ),
        holders as (
            select distinct on (emails.email) emails.email, u.clerk_id
            from emails join users u on lower(u.primary_email) = emails.email
            order by emails.email, u.clerk_updated_at desc, u.clerk_event_at desc, u.clerk_id collate "C" desc
        )
        """;

    // What Clerk says of a user; times as numbers, because their text depends on the session's time zone.
    private const string Content = """
        {0}.primary_email, {0}.first_name, {0}.last_name, {0}.username, {0}.phone, {0}.image_url, {0}.external_id,
        {0}.banned, {0}.locked, {0}.public_metadata, {0}.private_metadata, {0}.unsafe_metadata,
        extract(epoch from {0}.last_sign_in_at), extract(epoch from {0}.clerk_created_at)
        """;
}
