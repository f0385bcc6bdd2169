using ClerkSync.Core.Database;
using Dapper;

namespace ClerkSync.Core.Users;

/// <summary>The statements that write Clerk's users. Every path takes them: webhook, batch, backfill, repair, just in time.</summary>
/// <remarks>
/// Call <see cref="LockAsync"/> first: the other statements rely on its locks, and on being statements after it, which see
/// what the last holder of those locks committed.
/// </remarks>
internal sealed class UserRepository(ClerkSyncSettings settings)
{
    /// <summary>Locks all that is about to be written, and the rows of users that this may change.</summary>
    /// <param name="transaction">Holds the locks from now on.</param>
    /// <param name="ids">Every object that is written, and those that it belongs to; users or not.</param>
    /// <param name="claimants">The users who are written, with the emails that they claim.</param>
    /// <returns>What <see cref="UpsertAsync"/> and <see cref="DeleteAsync"/> have to know of the emails.</returns>
    /// <remarks>
    /// Whoever changes who claims an email holds the lock on that email or on the row that claims it until now, and always on
    /// the rows of all other claimants, taken in one order. So no two transactions settle one email at the same time.
    /// </remarks>
    public async Task<LockedEmails> LockAsync(
        WriteTransaction transaction,
        IReadOnlyCollection<ClerkId> ids,
        IReadOnlyCollection<ClerkUser> claimants
    )
    {
        string[] clerkIds = [.. ids.Select(id => id.Value)];
        string[] emails = [.. claimants.Select(user => user.PrimaryEmail).OfType<string>()];
        using var results = await transaction.QueryMultipleAsync(
            $"""
            {AdvisoryLocks.Acquire};

            with own as materialized (
                select clerk_id, primary_email from users where clerk_id = any(@ClerkIds)
            ),
            emails as (
                select lower(email) as email from unnest(@Emails) as claimed (email)
                union
                select lower(primary_email) from own where primary_email is not null
            )
            select clerk_id, primary_email
            from users
            where clerk_id = any(array(
                select clerk_id from own
                union
                select u.clerk_id from emails join users u on lower(u.primary_email) = emails.email
                union
                select u.clerk_id from emails join users u on lower(u.email) = emails.email and u.email is not null
            ))
            order by clerk_id
            for no key update
            """,
            new
            {
                LockNames = (string[])[.. clerkIds, .. emails],
                ClerkIds = clerkIds,
                Emails = emails,
            }
        );
        await results.ReadAsync<long>();
        var rows = (await results.ReadAsync<LockedUser>()).AsList();
        return new LockedEmails
        {
            AreUnclaimed = rows.Count == 0,
            Emails =
            [
                .. rows.IntersectBy(clerkIds, row => row.ClerkId).Select(row => row.PrimaryEmail).OfType<string>(),
                .. emails,
            ],
        };
    }

    /// <summary>Inserts or updates users, each unless it is dead or the row is as new.</summary>
    /// <param name="transaction">Holds the locks on all of it.</param>
    /// <param name="users">Of several versions of one user the newest counts.</param>
    /// <param name="emails">What <see cref="LockAsync"/> returned.</param>
    /// <param name="isRepair">Writes also the version that the row has, which a row that was edited by hand has too; never an older one.</param>
    /// <returns>The users that were written.</returns>
    public async Task<UpsertResult> UpsertAsync(
        WriteTransaction transaction,
        IReadOnlyList<ClerkUser> users,
        LockedEmails emails,
        bool isRepair = false
    )
    {
        using var results = await transaction.QueryMultipleAsync(
            emails.AreUnclaimed ? UserSql.Upsert : UserSql.UpsertAndSettle,
            new
            {
                // Version 7 ids arrive in order, which keeps the primary key's index compact.
                Ids = users.Column(_ => Guid.CreateVersion7()),
                ClerkIds = users.Column(user => user.Id.Value),
                PrimaryEmails = users.Column(user => user.PrimaryEmail),
                FirstNames = users.Column(user => user.FirstName),
                LastNames = users.Column(user => user.LastName),
                Usernames = users.Column(user => user.Username),
                Phones = users.Column(user => user.Phone),
                ImageUrls = users.Column(user => user.ImageUrl),
                ExternalIds = users.Column(user => user.ExternalId),
                Banned = users.Column(user => user.Banned),
                Locked = users.Column(user => user.Locked),
                PublicMetadata = users.Column(user => user.PublicMetadata),
                PrivateMetadata = users.Column(user => user.PrivateMetadata),
                UnsafeMetadata = users.Column(user => user.UnsafeMetadata),
                LastSignInAts = users.Column(user => user.LastSignInAt),
                CreatedAts = users.Column(user => user.CreatedAt),
                UpdatedAts = users.Column(user => user.UpdatedAt),
                EventAts = users.Column(user => user.EventAt),
                emails.Emails,
                emails.AreUnclaimed,
                IsRepair = isRepair,
            }
        );
        var written = (await results.ReadAsync<UpsertedUser>()).AsList();
        return new UpsertResult
        {
            Written = written.Select(user => user.ClerkId).ToClerkIds(),
            Inserted = [.. written.Where(user => user.Inserted).Select(user => new ClerkId(user.ClerkId))],
            WithoutTheirEmail = await FindWithoutTheirEmailAsync(transaction, results, written, emails),
        };
    }

    /// <summary>Reads whom the settling has left without their email, and settles what was left out of the upsert.</summary>
    private static async Task<IReadOnlyList<ClerkId>> FindWithoutTheirEmailAsync(
        WriteTransaction transaction,
        SqlMapper.GridReader upsert,
        List<UpsertedUser> written,
        LockedEmails emails
    )
    {
        var lacking = written.Where(user => user.LacksEmail).Select(user => user.ClerkId).ToList();
        if (emails.AreUnclaimed && lacking.Count == 0)
        {
            return [];
        }

        using var own = emails.AreUnclaimed
            ? await transaction.QueryMultipleAsync(UserSql.Settle, new { emails.Emails })
            : null;
        var settled = own ?? upsert;
        var unseated = await settled.ReadAsync<string>();
        var seated = await settled.ReadAsync<string>();
        return [.. lacking.Union(unseated).Except(seated).Select(id => new ClerkId(id))];
    }

    /// <summary>Deletes users for ever; a user that has no row is dead all the same.</summary>
    /// <param name="transaction">Holds the locks on all of it.</param>
    /// <param name="ids">Whom.</param>
    /// <param name="deletedAt">When Clerk did so.</param>
    /// <param name="emails">What <see cref="LockAsync"/> returned.</param>
    /// <param name="isRepair">Whether it was Clerk's 404 that told of it, which a later answer may take back.</param>
    public async Task<DeleteResult> DeleteAsync(
        WriteTransaction transaction,
        IReadOnlyList<ClerkId> ids,
        IReadOnlyList<DateTimeOffset> deletedAt,
        LockedEmails emails,
        bool isRepair = false
    )
    {
        var delete = settings.DeleteMode == DeleteMode.Soft ? UserSql.SoftDelete : UserSql.HardDelete;
        using var results = await transaction.QueryMultipleAsync(
            $"{(isRepair ? Tombstones.InsertByRepair : Tombstones.Insert)}; {delete}; {UserSql.Settle}",
            new
            {
                ClerkIds = ids.Column(id => id.Value),
                DeletedAts = deletedAt.ToArray(),
                emails.Emails,
            }
        );
        var buried = await results.ReadAsync<string>();
        var deleted = await results.ReadAsync<string>();
        // What is left unread Dapper would cancel, over a connection of its own.
        await results.ReadAsync<string>();
        await results.ReadAsync<string>();
        return new DeleteResult { Buried = buried.ToClerkIds(), Deleted = deleted.ToClerkIds() };
    }

    private sealed record LockedUser
    {
        public required string ClerkId { get; init; }
        public string? PrimaryEmail { get; init; }
    }

    private sealed record UpsertedUser
    {
        public required string ClerkId { get; init; }
        public required bool Inserted { get; init; }
        public required bool LacksEmail { get; init; }
    }
}

/// <summary>What <see cref="UserRepository.LockAsync"/> saw of emails, and nobody else changes until the transaction ends.</summary>
internal sealed record LockedEmails
{
    public static LockedEmails None { get; } = new() { Emails = [], AreUnclaimed = true };

    /// <summary>Those whose holder may change: claimed now, or until now by the users who are written.</summary>
    public required string[] Emails { get; init; }

    /// <summary>
    /// No row claims or holds any of them, and none of the users has a row. Then the first upsert that follows has no rivals but
    /// those within itself.
    /// </summary>
    public required bool AreUnclaimed { get; init; }
}

/// <summary>What <see cref="UserRepository.UpsertAsync"/> did.</summary>
internal sealed record UpsertResult
{
    /// <summary>Users whose row was inserted or updated.</summary>
    public required IReadOnlySet<ClerkId> Written { get; init; }

    /// <summary>Users who had no row before. Sign-up effects hang on this, never on an event's name.</summary>
    public required IReadOnlyList<ClerkId> Inserted { get; init; }

    /// <summary>Users who claim an email that another one holds now.</summary>
    public required IReadOnlyList<ClerkId> WithoutTheirEmail { get; init; }
}

/// <summary>What <see cref="UserRepository.DeleteAsync"/> did.</summary>
internal sealed record DeleteResult
{
    /// <summary>Users who had no tombstone before.</summary>
    public required IReadOnlySet<ClerkId> Buried { get; init; }

    /// <summary>Users whose row was there.</summary>
    public required IReadOnlySet<ClerkId> Deleted { get; init; }
}
