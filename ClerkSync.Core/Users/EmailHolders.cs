using ClerkSync.Core.Database;
using ClerkSync.Core.Objects;
using Microsoft.Extensions.Logging;

namespace ClerkSync.Core.Users;

/// <summary>Decides which of the users who claim an email holds it.</summary>
/// <remarks>
/// An email may move between users, and the events arrive in any order. <c>primary_email</c> is what Clerk says; <c>email</c> is held,
/// and unique. The holder is the claimant with the greatest (clerk_updated_at, clerk_event_at), then the greatest clerk_id. A
/// transaction that changes who claims an email locks its name or the row that claimed it, and the rows of all other claimants, in one
/// order. So no two transactions decide about one email at the same time.
/// </remarks>
internal sealed partial class EmailHolders : ISettlement
{
    // Wherever exists is used in a case, "offset 0" prevents the planner from reading the whole table into a hash table.

    /// <summary>A condition: no other user, in the table or the batch, claims or holds the email of the new user <c>v</c>.</summary>
    public const string IsUnclaimed = """
        (v.primary_email is null
            or not v.shares_email
            and not exists (select from users o where lower(o.primary_email) = lower(v.primary_email) offset 0)
            and not exists (select from users o where lower(o.email) = lower(v.primary_email) and o.email is not null offset 0))
        """;

    /// <summary>A condition: the version <c>v</c> does not change the email that the row <c>r</c> claims, and the row holds it.</summary>
    public const string IsKept = """
        r.deleted_at is null
            and r.primary_email is not distinct from v.primary_email
            and (r.email is not null or v.primary_email is null)
        """;

    /// <summary>
    /// The email that a contended version <c>v</c> holds immediately; the settlement may still assign one to it.
    /// </summary>
    public const string HeldAtOnce = """
        case when not v.shares_email
            and not exists (
                select from users o where lower(o.primary_email) = lower(v.primary_email) and o.clerk_id <> v.clerk_id offset 0)
            and not exists (
                select from users o
                where lower(o.email) = lower(v.primary_email) and o.email is not null and o.clerk_id <> v.clerk_id offset 0)
        then v.primary_email end
        """;

    /// <summary>The email for an existing row, which also keeps the email that it holds.</summary>
    public const string HeldOrKept = """
        case
            when excluded.email is not null then excluded.email
            when lower(users.email) = lower(excluded.primary_email) then excluded.primary_email
        end
        """;

    /// <summary>Assigns the emails of the rows in <c>gone</c>, as they were in <c>before</c>, to their next claimants.</summary>
    /// <remarks>It joins <c>gone</c>, so a row is deleted before its email is reassigned: the index is unique.</remarks>
    public const string Heirs = """
        heirs as (
            select distinct on (lower(o.primary_email)) o.clerk_id
            from gone
            join before b on b.clerk_id = gone.clerk_id
            join users o on lower(o.primary_email) = lower(b.primary_email)
            where not exists (select from before where before.clerk_id = o.clerk_id)
            order by lower(o.primary_email), o.clerk_updated_at desc, o.clerk_event_at desc, o.clerk_id collate "C" desc
        ),
        seated as (
            update users u
            set email = u.primary_email, updated_at = now()
            from heirs
            where u.clerk_id = heirs.clerk_id and u.email is distinct from u.primary_email
        )
        """;

    // The rows of some users, and of all users who claim or hold one of their old or new emails.
    private const string LockRows = """
        with own as materialized (
            select clerk_id, primary_email from users where clerk_id = any($1)
        ),
        emails as (
            select lower(email) as email from unnest($2) as claimed (email)
            union
            select lower(primary_email) from own where primary_email is not null
        ),
        locked as (
            select clerk_id, primary_email
            from users
            where clerk_id = any(array(
                select clerk_id from own
                union
                select o.clerk_id from emails join users o on lower(o.primary_email) = emails.email
                union
                select o.clerk_id from emails join users o on lower(o.email) = emails.email and o.email is not null
            ))
            order by clerk_id
            for no key update
        )
        select primary_email from locked where clerk_id = any($1) and primary_email is not null
        """;

    // Two statements: within one statement, the unique index would still see the old holder and reject the new one.
    private const string Unseat = $"""
        with {Holders}
        update users u
        set email = null, updated_at = now()
        from emails
        where lower(u.email) = emails.email
            and u.email is not null
            and not exists (select from holders where holders.clerk_id = u.clerk_id and holders.email = emails.email)
        """;

    private const string Seat = $"""
        with {Holders}
        update users u
        set email = u.primary_email, updated_at = now()
        from holders
        where u.clerk_id = holders.clerk_id and u.email is distinct from u.primary_email
        """;

    private const string Holders = """
        emails as (
            select distinct lower(email) as email from unnest($1) as affected (email)
        ),
        holders as (
            select distinct on (emails.email) emails.email, u.clerk_id
            from emails join users u on lower(u.primary_email) = emails.email
            order by emails.email, u.clerk_updated_at desc, u.clerk_event_at desc, u.clerk_id collate "C" desc
        )
        """;

    private const string FindWithoutTheirs =
        "select clerk_id from users where clerk_id = any($1) and primary_email is not null and email is null";

    private readonly IReadOnlyList<ClerkUser> _users;
    private readonly HashSet<string> _emails;
    private readonly HashSet<string> _withoutTheirs = [];
    private readonly ILogger _logger;

    private EmailHolders(IReadOnlyList<ClerkUser> users, ILogger logger)
    {
        _users = users;
        // Data from a session token displaces no holder.
        _emails =
        [
            .. users
                .Where(user => user.UpdatedAt > TokenUser.OrderZero)
                .Select(user => user.PrimaryEmail)
                .OfType<string>(),
        ];
        _logger = logger;
    }

    /// <summary>Locks the rows of the written users, and of all users who claim or hold their emails.</summary>
    /// <returns>The emails whose holder may change. The users' old emails are added when the pipeline has run.</returns>
    public static EmailHolders Lock(Pipeline pipeline, IReadOnlyList<ClerkUser> users, ILogger logger)
    {
        var holders = new EmailHolders(users, logger);
        pipeline.Add(
            LockRows,
            row => holders._emails.Add(row.GetString(0)),
            Parameter.Each(users, user => user.Id.Value),
            Parameter.Of(users.Select(user => user.PrimaryEmail).OfType<string>().ToArray())
        );
        return holders;
    }

    /// <summary>Locks the rows of deleted users, and of all users who claim their emails.</summary>
    public static void LockClaimants(Pipeline pipeline, Npgsql.NpgsqlParameter ids) =>
        pipeline.Add(LockRows, Pipeline.Ignore, ids, Parameter.Of(Array.Empty<string>()));

    public void AddTo(Pipeline pipeline)
    {
        string[] emails = [.. _emails];
        pipeline.Add(Unseat, null, Parameter.Of(emails));
        pipeline.Add(Seat, null, Parameter.Of(emails));
        pipeline.Add(
            FindWithoutTheirs,
            row => _withoutTheirs.Add(row.GetString(0)),
            Parameter.Each(_users, user => user.Id.Value)
        );
    }

    public void Report()
    {
        foreach (var id in _withoutTheirs)
        {
            LogHeldByAnother(_logger, id);
        }
    }

    [LoggerMessage(LogLevel.Warning, "User {ClerkId} claims an email that another user holds; the row's email is null")]
    private static partial void LogHeldByAnother(ILogger logger, string clerkId);
}
