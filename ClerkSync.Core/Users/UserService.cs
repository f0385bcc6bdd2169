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

/// <summary>An application's operations on its users.</summary>
/// <remarks>
/// Names, emails and images belong to Clerk: change them there, and pass Clerk's response to <see cref="CreateOrUpdateAsync"/> to
/// update the row at once. The plan and the credits belong to the application.
/// </remarks>
public sealed class UserService
{
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

    /// <summary>Writes a user object from Clerk's Backend API, without waiting for the webhook.</summary>
    /// <param name="clerkUser">The whole JSON of Clerk's user object.</param>
    /// <returns>The current row, which may be newer than <paramref name="clerkUser"/>; null when the user is deleted.</returns>
    /// <exception cref="JsonException">The text is not a user object: it has no id or no <c>updated_at</c>.</exception>
    public async Task<User?> CreateOrUpdateAsync(string clerkUser, CancellationToken cancellationToken)
    {
        using var json = ClerkJson.Parse(Encoding.UTF8.GetBytes(clerkUser));
        var user = _users.Read(new ObjectReader(json.RootElement));
        await _objects.WriteAsync(ObjectWrite.Create(_users, user) with { IsSignUp = true }, cancellationToken);
        return await FindByClerkIdAsync(user.Id, cancellationToken);
    }

    /// <summary>Ensures that a user with a session has a row, even if the webhook has not arrived.</summary>
    /// <param name="user">The data of a verified token.</param>
    /// <param name="cancellationToken">Stops only this caller's wait: other callers may share the work.</param>
    /// <returns>At most one of the concurrent callers gets <see cref="JustInTimeOutcome.Created"/>.</returns>
    /// <exception cref="NpgsqlException">The database is unavailable, or rejects the row.</exception>
    /// <exception cref="TimeoutException">The database took too long.</exception>
    public Task<JustInTimeOutcome> EnsureExistsAsync(TokenUser user, CancellationToken cancellationToken) =>
        _justInTime.EnsureAsync(user, cancellationToken);

    /// <summary>
    /// Returns <see cref="JustInTimeOutcome.Exists"/> or <see cref="JustInTimeOutcome.Deleted"/>; null if the user has no row and was not
    /// deleted.
    /// </summary>
    public Task<JustInTimeOutcome?> FindPresenceAsync(ClerkId id, CancellationToken cancellationToken) =>
        _justInTime.FindAsync(id, cancellationToken);

    /// <summary>Returns null when there is no such user, or the user is deleted.</summary>
    public Task<User?> FindByClerkIdAsync(ClerkId id, CancellationToken cancellationToken) =>
        _database.FindAsync<User>(FindByClerkId, new { ClerkId = id.Value }, cancellationToken);

    /// <summary>Finds the user who holds an address, regardless of case; null when no one does. Deleted users hold no address.</summary>
    public Task<User?> FindByEmailAsync(string email, CancellationToken cancellationToken) =>
        _database.FindAsync<User>(
            $"select {User.Columns} from users where lower(email) = lower(@email) and email is not null",
            new { email },
            cancellationToken
        );

    /// <summary>Returns the users whose rows were inserted last, newest first.</summary>
    /// <param name="limit">From 1 to <see cref="MaxLimit"/>.</param>
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

    /// <summary>Finds a user with the totals of their runs; null when there is no such user, or the user is deleted.</summary>
    /// <param name="since">Counts only runs from this time on; null counts all.</param>
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

    /// <summary>
    /// Deletes a user permanently, as <c>user.deleted</c> does. With the delete mode <c>soft</c> the row stays, without personal data;
    /// otherwise the row is deleted, and by cascade all rows that reference it. A later event or backfill does not restore the user.
    /// </summary>
    /// <param name="id">A user with or without a row.</param>
    /// <returns>Whether there was a row.</returns>
    /// <remarks>Delete the user in Clerk first. This method does not, and a user who remains in Clerk can still sign in.</remarks>
    public async Task<bool> DeleteAsync(ClerkId id, CancellationToken cancellationToken)
    {
        var dead = new ClerkId(StorableText.Check(id.Value, nameof(id)));
        var deletion = ObjectWrite.Delete(_users, dead, _time.GetUtcNow(), owners: []);
        return await _objects.WriteAsync(deletion, cancellationToken) == WriteOutcome.Deleted;
    }
}
