using System.Collections.Concurrent;
using ClerkSync.Core.ClerkApi;
using ClerkSync.Core.Database;
using ClerkSync.Core.Disclosure;
using ClerkSync.Core.Instance;
using ClerkSync.Core.Objects;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace ClerkSync.Core.Users;

/// <summary>Makes sure that whoever has a session has a row, though the webhook may still be under way.</summary>
internal sealed partial class JustInTimeUsers(
    DatabaseReader database,
    ObjectWriter objects,
    UserTable users,
    ClerkApiClient clerk,
    ClerkInstance instance,
    ClerkSyncSettings settings,
    TimeProvider time,
    ILogger<JustInTimeUsers> logger
)
{
    // Somebody waits for a page, and the token has the least that is needed.
    private static readonly TimeSpan PatienceWithClerk = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan TimeForAll = TimeSpan.FromSeconds(10);

    private const string Find = """
        select deleted_at is not null as is_dead from users where clerk_id = @Id
        union all
        select true from tombstones where clerk_id = @Id
        """;

    private readonly ConcurrentDictionary<ClerkId, Flight> _flights = [];

    /// <summary>Makes sure that a user has a row, unless the user is dead or Clerk has none such.</summary>
    /// <param name="user">Of a token that was verified.</param>
    /// <param name="cancellationToken">Ends the waiting of this caller. What was begun goes on: others may wait for it.</param>
    /// <returns>
    /// Of all who ask at once, in all processes, at most one gets <see cref="JustInTimeOutcome.Created"/>: one of those who
    /// still wait when the row is committed. What must not be lost with the user belongs into the statement that inserts the row.
    /// </returns>
    /// <exception cref="NpgsqlException">The database is away, or does not take the row.</exception>
    /// <exception cref="TimeoutException">The database took too long.</exception>
    public async Task<JustInTimeOutcome> EnsureAsync(TokenUser user, CancellationToken cancellationToken) =>
        await FindAsync(user.ClerkId, cancellationToken)
        ?? await _flights.GetOrAdd(user.ClerkId, _ => new Flight(() => CreateAsync(user))).WaitAsync(cancellationToken);

    private async Task<JustInTimeOutcome> CreateAsync(TokenUser user)
    {
        using var deadline = new CancellationTokenSource(TimeForAll, time);
        try
        {
            // Another flight may have landed since the look: without this one Clerk would be asked again.
            if (await FindAsync(user.ClerkId, deadline.Token) is { } found)
            {
                return found;
            }

            return await FindVersionAsync(user) is { } version
                ? await WriteAsync(version, deadline.Token)
                : JustInTimeOutcome.Unknown;
        }
        catch (OperationCanceledException exception)
        {
            // It is no caller who cancelled.
            throw new TimeoutException("The database took too long for a user just in time.", exception);
        }
        finally
        {
            _flights.TryRemove(user.ClerkId, out _);
        }
    }

    /// <summary>Whether a user has a row or is dead; null for one who is neither.</summary>
    public async Task<JustInTimeOutcome?> FindAsync(ClerkId id, CancellationToken cancellationToken) =>
        Judge(await database.QueryAsync<bool>(Find, new { Id = id.Value }, cancellationToken));

    private static JustInTimeOutcome? Judge(IReadOnlyList<bool> isDead) =>
        isDead.Count == 0 ? null
        : isDead.Contains(true) ? JustInTimeOutcome.Dead
        : JustInTimeOutcome.Exists;

    /// <summary>What Clerk says of the user, or the token where Clerk says nothing; null when it has no such user.</summary>
    private async Task<IClerkVersion?> FindVersionAsync(TokenUser user)
    {
        if (settings.ClerkSecretKey is null)
        {
            return user.ToClerkUser();
        }

        using var patience = new CancellationTokenSource(PatienceWithClerk, time);
        try
        {
            if (await instance.JudgeKeyAsync(patience.Token) is { } mismatch)
            {
                LogWithoutClerk(user.ClerkId, mismatch.OfKey);
                return user.ToClerkUser();
            }

            var found = await clerk.FindUserAsync(user.ClerkId, patience.Token);
            if (found?.UnreadableAt is { } path)
            {
                LogWithoutClerk(user.ClerkId, $"Its answer cannot be read at {path}.");
                return user.ToClerkUser();
            }

            if (found is null)
            {
                LogUnknown(user.ClerkId);
            }

            return found?.Value;
        }
        catch (Exception exception) when (exception is ClerkApiException or OperationCanceledException)
        {
            LogWithoutClerk(user.ClerkId, ShownError.DescribeClerk(exception, PatienceWithClerk));
            return user.ToClerkUser();
        }
    }

    private async Task<JustInTimeOutcome> WriteAsync(IClerkVersion version, CancellationToken cancellationToken)
    {
        var write = ObjectWrite.Create(users, version) with { IsSignUp = true };
        var answer = await objects.WriteAsync(write, cancellationToken);
        return answer == WriteOutcome.Inserted ? JustInTimeOutcome.Created
            : answer == WriteOutcome.Updated ? JustInTimeOutcome.Exists
            : await FindAsync(version.Id, cancellationToken) ?? JustInTimeOutcome.Dead;
    }

    [LoggerMessage(
        LogLevel.Warning,
        "Clerk does not know user {ClerkId}, who has a session: does CLERK_ISSUER belong to another instance?"
    )]
    private partial void LogUnknown(ClerkId clerkId);

    [LoggerMessage(
        LogLevel.Warning,
        "User {ClerkId} gets a row of what the session token tells, until a webhook comes: Clerk could not be asked. {Reason}"
    )]
    private partial void LogWithoutClerk(ClerkId clerkId, string reason);

    /// <summary>One making of one user, for all who ask for that user meanwhile.</summary>
    private sealed class Flight(Func<Task<JustInTimeOutcome>> create)
    {
        private readonly Lazy<Task<JustInTimeOutcome>> _outcome = new(create);
        private int _isCreationTold;

        public async Task<JustInTimeOutcome> WaitAsync(CancellationToken cancellationToken)
        {
            var outcome = await _outcome.Value.WaitAsync(cancellationToken);
            return outcome == JustInTimeOutcome.Created && Interlocked.Exchange(ref _isCreationTold, 1) == 1
                ? JustInTimeOutcome.Exists
                : outcome;
        }
    }
}
