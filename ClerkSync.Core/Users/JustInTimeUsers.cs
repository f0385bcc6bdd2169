using System.Collections.Concurrent;
using ClerkSync.Core.ClerkApi;
using ClerkSync.Core.Database;
using ClerkSync.Core.Disclosure;
using ClerkSync.Core.Instance;
using ClerkSync.Core.Objects;
using Microsoft.Extensions.Logging;

namespace ClerkSync.Core.Users;

/// <summary>Ensures that a user with a session has a row, even if the webhook has not arrived.</summary>
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
    // A person waits for a page, and the token has the minimum that a row needs.
    private static readonly TimeSpan PatienceWithClerk = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan TimeForAll = TimeSpan.FromSeconds(10);

    private const string Find = """
        select deleted_at is not null as is_dead from users where clerk_id = @Id
        union all
        select true from tombstones where clerk_id = @Id
        """;

    private readonly ConcurrentDictionary<ClerkId, Flight> _flights = [];

    /// <returns>
    /// <see cref="JustInTimeOutcome.Created"/> for at most one of the concurrent callers in all processes, and for none
    /// of them if all have stopped waiting before the commit. Put effects that must not be lost into the statement that
    /// inserts the row.
    /// </returns>
    public async Task<JustInTimeOutcome> EnsureAsync(TokenUser user, CancellationToken cancellationToken) =>
        await FindAsync(user.ClerkId, cancellationToken)
        ?? await _flights.GetOrAdd(user.ClerkId, _ => new Flight(() => CreateAsync(user))).WaitAsync(cancellationToken);

    private async Task<JustInTimeOutcome> CreateAsync(TokenUser user)
    {
        using var deadline = new CancellationTokenSource(TimeForAll, time);
        try
        {
            // A concurrent call may have inserted the row since the first check; this check saves a request to Clerk.
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
            // The deadline passed; no caller canceled.
            throw new TimeoutException("The database took too long to create a user just in time.", exception);
        }
        finally
        {
            _flights.TryRemove(user.ClerkId, out _);
        }
    }

    /// <summary>Returns <c>Exists</c> or <c>Deleted</c>; null if the user has no row and was not deleted.</summary>
    public async Task<JustInTimeOutcome?> FindAsync(ClerkId id, CancellationToken cancellationToken) =>
        Judge(await database.QueryAsync<bool>(Find, new { Id = id.Value }, cancellationToken));

    private static JustInTimeOutcome? Judge(IReadOnlyList<bool> isDead) =>
        isDead.Count == 0 ? null
        : isDead.Contains(true) ? JustInTimeOutcome.Deleted
        : JustInTimeOutcome.Exists;

    /// <summary>Returns Clerk's version of the user, or the token's if Clerk gives none; null if Clerk has no such user.</summary>
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
                LogWithoutClerk(user.ClerkId, mismatch.OfUnusedKey);
                return user.ToClerkUser();
            }

            var found = await clerk.FindUserAsync(user.ClerkId, patience.Token);
            if (found?.UnreadableAt is { } path)
            {
                LogWithoutClerk(user.ClerkId, $"Clerk's answer cannot be read at {path}.");
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
            : await FindAsync(version.Id, cancellationToken) ?? JustInTimeOutcome.Deleted;
    }

    [LoggerMessage(
        LogLevel.Warning,
        "Clerk does not know user {ClerkId}, who has a session: does CLERK_ISSUER belong to another instance?"
    )]
    private partial void LogUnknown(ClerkId clerkId);

    [LoggerMessage(
        LogLevel.Warning,
        "The row of user {ClerkId} has only the session token's data until a webhook arrives, because Clerk's data could not be used. {Reason}"
    )]
    private partial void LogWithoutClerk(ClerkId clerkId, string reason);

    /// <summary>The creation of one user, shared by concurrent callers.</summary>
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
