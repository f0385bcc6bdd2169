using ClerkSync.Core.ApiKeys;
using ClerkSync.Core.Credits;
using ClerkSync.Core.Database;
using ClerkSync.Core.Deliveries;
using ClerkSync.Core.Json;
using ClerkSync.Core.Objects;
using ClerkSync.Core.Organizations;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace ClerkSync.Core.Users;

/// <summary>The table <c>users</c>. <see cref="EmailHolders"/> decides who holds an email.</summary>
internal sealed class UserTable(ClerkSyncSettings settings, ILogger<UserTable> logger) : ObjectTable
{
    private static readonly VersionStatement Uncontended = new()
    {
        Table = "users",
        Columns =
        [
            "first_name text",
            "last_name text",
            "username text",
            "phone text",
            "image_url text",
            "external_id text",
            "banned boolean",
            "locked boolean",
            "public_metadata jsonb",
            "private_metadata jsonb",
            "unsafe_metadata jsonb",
            "last_sign_in_at timestamptz",
        ],
        ComparedInputs = ["primary_email"],
        Inputs = ["primary_email text", "shares_email boolean", "is_sign_up boolean", .. SignUpKeys.Inputs],
        Inserted = ["primary_email = primary_email", "email = primary_email"],
        InsertIf = $"(not v.is_sign_up or v.key_id is not null) and {EmailHolders.IsUnclaimed}",
        UpdateIf = EmailHolders.IsKept,
        RowIsVoid = "r.deleted_at is not null",
        Returning = ", credits",
        Effects = $"""
            ,
            opening as (
                {CreditSql.Open} written where is_new
            ),
            keys as (
                {SignUpKeys.Insert}
            )
            """,
    };

    private static readonly VersionStatement Contended = Uncontended with
    {
        Inserted = ["primary_email = primary_email", $"email = {EmailHolders.HeldAtOnce}"],
        Updated = ["primary_email = excluded.primary_email", $"email = {EmailHolders.HeldOrKept}", "deleted_at = null"],
        InsertIf = "true",
        UpdateIf = "true",
    };

    private static readonly string HardDeletion = new DeletionStatement
    {
        Table = "users",
        Delete = "delete from users u using before where u.clerk_id = before.clerk_id returning u.clerk_id",
        Effects = EffectsOfDeletion,
    }.ToSql();

    /// <remarks>A user has the same emptied row whether there was a row before or not, so the order of events does not matter.</remarks>
    private static readonly string SoftDeletion = new DeletionStatement
    {
        Table = "users",
        Delete = """
            insert into users (clerk_id, clerk_updated_at, clerk_event_at, deleted_at)
            select clerk_id, deleted_at, deleted_at, deleted_at from buried
            on conflict (clerk_id) do update set
                email = null, primary_email = null, first_name = null, last_name = null, username = null, phone = null,
                image_url = null, external_id = null, banned = false, locked = false,
                public_metadata = '{}', private_metadata = '{}', unsafe_metadata = '{}',
                last_sign_in_at = null, clerk_created_at = null,
                clerk_updated_at = excluded.clerk_updated_at, clerk_event_at = excluded.clerk_event_at,
                deleted_at = excluded.deleted_at, updated_at = now()
            returning id, clerk_id, credits, xmax = 0 as is_new
            """,
        GoneAre = "buried",
        Effects = $"""
            {EffectsOfDeletion},
            opening as (
                {CreditSql.Open} gone where is_new
            )
            """,
    }.ToSql();

    private static string EffectsOfDeletion =>
        $"""
            ,
            {EmailHolders.Heirs},
            ended as (
                {MembershipTable.DeleteOfUsers}
            ),
            forgotten as (
                {DeliveryLog.ForgetPayloads}
            )
            """;

    public override string EventPrefix => "user";

    protected override string Versions { get; } = Uncontended.ToSql();

    protected override string ContendedVersions { get; } = Contended.ToSql();

    protected override string Deletions { get; } = settings.DeleteMode == DeleteMode.Soft ? SoftDeletion : HardDeletion;

    public override IClerkVersion Read(ObjectReader json) => ClerkUser.Read(json);

    /// <summary>Also locks the email, for the rows of other users who may claim it.</summary>
    public override void AddLockNames(ObjectWrite write, HashSet<string> names)
    {
        base.AddLockNames(write, names);
        if (write.Version is ClerkUser { PrimaryEmail: { } email })
        {
            names.Add(email);
        }
    }

    public override ISettlement AddContendedLocks(Pipeline pipeline, IReadOnlyList<ObjectWrite> writes) =>
        EmailHolders.Lock(pipeline, [.. writes.Select(write => (ClerkUser)write.Version!)], logger);

    /// <summary>Also locks other claimants of the email that a deleted user may hold.</summary>
    public override void AddDeletions(
        Pipeline pipeline,
        IReadOnlyList<ObjectWrite> writes,
        Action<ObjectWrite, WriteOutcome> answer
    )
    {
        EmailHolders.LockClaimants(pipeline, Parameter.Each(writes, write => write.Id.Value));
        base.AddDeletions(pipeline, writes, answer);
    }

    protected override IEnumerable<NpgsqlParameter> VersionParameters(
        IReadOnlyList<ObjectWrite> writes,
        bool isContended
    )
    {
        var users = writes.Select(write => (ClerkUser)write.Version!).ToList();
        // A key is created where an insert is likely. An unexpected insert is contended, and gets its key in the second attempt.
        var keys = writes
            .Select(write =>
                write.IsSignUp && (isContended || write.Delivery is not { Event.Type: "user.updated" })
                    ? MadeKey.Create(settings, isSealed: true)
                    : null
            )
            .ToList();
        var shared = FindRepeated(
            users.Select(user => user.PrimaryEmail).OfType<string>(),
            StringComparer.OrdinalIgnoreCase
        );
        return
        [
            Parameter.Each(users, user => user.PrimaryEmail),
            Parameter.Each(users, user => user.PrimaryEmail is { } email && shared.Contains(email)),
            Parameter.Each(writes, write => write.IsSignUp),
            .. SignUpKeys.Parameters(keys),
            Parameter.Each(users, user => user.FirstName),
            Parameter.Each(users, user => user.LastName),
            Parameter.Each(users, user => user.Username),
            Parameter.Each(users, user => user.Phone),
            Parameter.Each(users, user => user.ImageUrl),
            Parameter.Each(users, user => user.ExternalId),
            Parameter.Each(users, user => user.Banned),
            Parameter.Each(users, user => user.Locked),
            Parameter.Each(users, user => user.PublicMetadata),
            Parameter.Each(users, user => user.PrivateMetadata),
            Parameter.Each(users, user => user.UnsafeMetadata),
            Parameter.Each(users, user => user.LastSignInAt),
        ];
    }
}
