using System.Text;
using System.Text.Json;
using ClerkSync.Core.Credits;
using ClerkSync.Core.Database;
using ClerkSync.Core.Json;
using ClerkSync.Core.Objects;
using ClerkSync.Core.Plans;
using ClerkSync.Core.Usage;
using Npgsql;

namespace ClerkSync.Core.Users;

/// <summary>What an application does with its users.</summary>
/// <remarks>
/// Names, emails and pictures are Clerk's: an application changes them at Clerk and may hand over Clerk's answer to
/// <see cref="CreateOrUpdateAsync"/>. Its own are the plan and the credits.
/// </remarks>
public sealed class UserService
{
    /// <summary>The most users of a list.</summary>
    public const int MaxLimit = 500;

    private const int MostRecentRuns = 20;

    private const string FindByClerkId =
        $"select {User.Columns} from users where clerk_id = @ClerkId and deleted_at is null";

    private readonly DatabaseReader _database;
    private readonly ObjectWriter _objects;
    private readonly UserTable _users;
    private readonly JustInTimeUsers _justInTime;
    private readonly CreditLedger _credits;
    private readonly PlanChanges _plans;
    private readonly UsageReader _usage;
    private readonly TimeProvider _time;

    internal UserService(
        DatabaseReader database,
        ObjectWriter objects,
        UserTable users,
        JustInTimeUsers justInTime,
        CreditLedger credits,
        PlanChanges plans,
        UsageReader usage,
        TimeProvider time
    )
    {
        _database = database;
        _objects = objects;
        _users = users;
        _justInTime = justInTime;
        _credits = credits;
        _plans = plans;
        _usage = usage;
        _time = time;
    }

    /// <summary>Writes what Clerk has just answered, without waiting for the webhook.</summary>
    /// <param name="clerkUser">Clerk's user object, whole, as its Backend API answers with it: JSON.</param>
    /// <returns>The user as the row is now, which is newer than <paramref name="clerkUser"/> if the row was; null when the user is deleted.</returns>
    /// <exception cref="JsonException">It is no user object: it has no id or no version.</exception>
    public async Task<User?> CreateOrUpdateAsync(string clerkUser, CancellationToken cancellationToken)
    {
        using var json = ClerkJson.Parse(Encoding.UTF8.GetBytes(clerkUser));
        var user = _users.Read(new ObjectReader(json.RootElement));
        await _objects.WriteAsync(ObjectWrite.Create(_users, user) with { IsSignUp = true }, cancellationToken);
        return await FindByClerkIdAsync(user.Id, cancellationToken);
    }

    /// <summary>Makes sure that whoever has a session has a row, though the webhook may still be under way.</summary>
    /// <param name="user">Of a token that was verified.</param>
    /// <param name="cancellationToken">Ends the waiting of this caller; what was begun goes on.</param>
    /// <returns>Of all who ask at once at most one gets <see cref="JustInTimeOutcome.Created"/>.</returns>
    /// <exception cref="NpgsqlException">The database is away, or does not take the row.</exception>
    /// <exception cref="TimeoutException">The database took too long.</exception>
    public Task<JustInTimeOutcome> EnsureExistsAsync(TokenUser user, CancellationToken cancellationToken) =>
        _justInTime.EnsureAsync(user, cancellationToken);

    /// <summary>Whether a user has a row (<see cref="JustInTimeOutcome.Exists"/>) or is dead; null for one who is neither.</summary>
    public Task<JustInTimeOutcome?> FindPresenceAsync(ClerkId id, CancellationToken cancellationToken) =>
        _justInTime.FindAsync(id, cancellationToken);

    /// <summary>Finds a user by Clerk's id; null when there is none, or the user is deleted.</summary>
    public Task<User?> FindByClerkIdAsync(ClerkId id, CancellationToken cancellationToken) =>
        _database.FindAsync<User>(FindByClerkId, new { ClerkId = id.Value }, cancellationToken);

    /// <summary>Finds the user who holds an address, whatever its case; null when nobody does. Who is deleted holds none.</summary>
    public Task<User?> FindByEmailAsync(string email, CancellationToken cancellationToken) =>
        _database.FindAsync<User>(
            $"select {User.Columns} from users where lower(email) = lower(@email) and email is not null",
            new { email },
            cancellationToken
        );

    /// <summary>The users whose rows are newest, newest first.</summary>
    /// <param name="limit">How many at most, from 1 to <see cref="MaxLimit"/>.</param>
    /// <remarks>By the row's id, which grows with time.</remarks>
    public Task<IReadOnlyList<User>> ListNewestAsync(int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, MaxLimit);
        return _database.QueryAsync<User>(
            $"select {User.Columns} from users where deleted_at is null order by id desc limit @limit",
            new { limit },
            cancellationToken
        );
    }

    /// <summary>Finds a user with what the runs add up to; null when there is none, or the user is deleted.</summary>
    /// <param name="id">Whom.</param>
    /// <param name="since">Only runs of this time or later; null counts all.</param>
    public async Task<UserWithUsage?> FindWithUsageAsync(
        ClerkId id,
        DateTimeOffset? since,
        CancellationToken cancellationToken
    ) =>
        await FindByClerkIdAsync(id, cancellationToken) is { } user
            ? new UserWithUsage(user, await _usage.ReadAsync(id, since, MostRecentRuns, cancellationToken))
            : null;

    /// <inheritdoc cref="CreditLedger.DeductAsync(ClerkId, long, string, string, string?, CancellationToken)"/>
    public Task<CreditResult> DeductCreditsAsync(
        ClerkId user,
        long amount,
        string reason,
        string actor,
        string? idempotencyKey,
        CancellationToken cancellationToken
    ) => _credits.DeductAsync(user, amount, reason, actor, idempotencyKey, cancellationToken);

    /// <inheritdoc cref="CreditLedger.AddAsync(ClerkId, long, string, string, string?, CancellationToken)"/>
    public Task<CreditResult> AddCreditsAsync(
        ClerkId user,
        long amount,
        string reason,
        string actor,
        string? idempotencyKey,
        CancellationToken cancellationToken
    ) => _credits.AddAsync(user, amount, reason, actor, idempotencyKey, cancellationToken);

    /// <inheritdoc cref="PlanChanges.ChangeAsync"/>
    public Task<PlanChangeResult> UpdatePlanAsync(
        ClerkId user,
        string plan,
        string actor,
        long bonusCredits,
        string? idempotencyKey,
        CancellationToken cancellationToken
    ) => _plans.ChangeAsync(user, plan, actor, bonusCredits, idempotencyKey, cancellationToken);

    /// <summary>Deletes a user as <c>user.deleted</c> does: for ever, with all that hangs on the row.</summary>
    /// <param name="id">Whom. The user is dead from now on, with a row before or not.</param>
    /// <returns>Whether there was a row.</returns>
    /// <remarks>It deletes nobody at Clerk. Do that first: whom Clerk still has can sign in, and is nobody here.</remarks>
    public async Task<bool> DeleteAsync(ClerkId id, CancellationToken cancellationToken)
    {
        var dead = new ClerkId(StorableText.Check(id.Value, nameof(id)));
        var deletion = ObjectWrite.Delete(_users, dead, _time.GetUtcNow(), owners: []);
        return await _objects.WriteAsync(deletion, cancellationToken) == WriteOutcome.Deleted;
    }
}
