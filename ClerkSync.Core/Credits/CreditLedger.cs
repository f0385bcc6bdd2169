using System.Runtime.CompilerServices;
using ClerkSync.Core.Database;
using Dapper;
using Npgsql;

namespace ClerkSync.Core.Credits;

/// <summary>Deducts and adds credits. The balance is the sum of a user's transactions and is never negative.</summary>
/// <remarks>
/// A change is one round trip before the commit. It locks the user's row, inserts the opening row if that is missing, and then looks up
/// the idempotency key, checks the balance, and writes the ledger and the balance in one statement. Changes to one user's balance are
/// sequential; changes for different users do not wait for each other.
/// </remarks>
public sealed class CreditLedger
{
    /// <summary>The maximum amount of one change. It keeps every sum far below the limit of <c>bigint</c>.</summary>
    public const long MaxAmount = 1_000_000_000_000;

    private const string Write = $"""
        {CreditSql.Lock};

        with {CreditSql.Target},
        earlier as (
            select t.delta = @Delta and t.reason = @Reason as is_same, t.balance_after
            from target
            join credit_transactions t on t.user_id = target.id and t.idempotency_key = @IdempotencyKey
        ),
        wanted (user_id, credits, delta, reason, actor, idempotency_key) as (
            select id, credits, @Delta, @Reason, @Actor, @IdempotencyKey
            from target
            where not exists (select from earlier)
        ),
        {CreditSql.Change}
        select
            target.credits as balance,
            earlier.is_same as repeats,
            coalesce(earlier.balance_after, change.balance_after) as balance_after
        from target
        left join earlier on true
        left join change on true
        """;

    private readonly DatabaseWriter _writer;

    internal CreditLedger(DatabaseWriter writer) => _writer = writer;

    /// <summary>Deducts credits if the balance suffices.</summary>
    /// <param name="amount">From 1 to <see cref="MaxAmount"/>.</param>
    /// <param name="reason">Shown to the user. At most 255 characters.</param>
    /// <param name="actor">Who makes the change. Use an id, not a name, because the ledger keeps it. At most 255 characters.</param>
    /// <param name="idempotencyKey">
    /// Calls with the same key and user have one effect, even if they are concurrent. If it is null, each call is a separate change.
    /// </param>
    /// <param name="cancellationToken">After cancellation the result is unknown; repeat the call with the same key.</param>
    /// <exception cref="ArgumentException">An argument is out of range.</exception>
    public Task<CreditResult> DeductAsync(
        ClerkId user,
        long amount,
        string reason,
        string actor,
        string? idempotencyKey,
        CancellationToken cancellationToken
    ) => WriteAsync(CreditChange.Of(user, -Check(amount), reason, actor, idempotencyKey), cancellationToken);

    /// <summary>
    /// Deducts credits in the caller's READ COMMITTED transaction, so they are deducted only if the transaction commits. The user's row
    /// stays locked until the transaction ends, so keep it short. If the balance does not suffice, the caller must roll back.
    /// </summary>
    /// <param name="cancellationToken">After cancellation the caller must roll back the transaction.</param>
    /// <inheritdoc cref="DeductAsync(ClerkId, long, string, string, string?, CancellationToken)"/>
    public Task<CreditResult> DeductAsync(
        NpgsqlTransaction transaction,
        ClerkId user,
        long amount,
        string reason,
        string actor,
        string? idempotencyKey,
        CancellationToken cancellationToken
    ) =>
        WriteAsync(
            transaction,
            CreditChange.Of(user, -Check(amount), reason, actor, idempotencyKey),
            cancellationToken
        );

    /// <summary>Adds credits.</summary>
    /// <inheritdoc cref="DeductAsync(ClerkId, long, string, string, string?, CancellationToken)"/>
    public Task<CreditResult> AddAsync(
        ClerkId user,
        long amount,
        string reason,
        string actor,
        string? idempotencyKey,
        CancellationToken cancellationToken
    ) => WriteAsync(CreditChange.Of(user, Check(amount), reason, actor, idempotencyKey), cancellationToken);

    /// <summary>
    /// Adds credits in the caller's READ COMMITTED transaction, so they are added only if the transaction commits. The user's row stays
    /// locked until the transaction ends, so keep it short.
    /// </summary>
    /// <param name="cancellationToken">After cancellation the caller must roll back the transaction.</param>
    /// <inheritdoc cref="DeductAsync(NpgsqlTransaction, ClerkId, long, string, string, string?, CancellationToken)"/>
    public Task<CreditResult> AddAsync(
        NpgsqlTransaction transaction,
        ClerkId user,
        long amount,
        string reason,
        string actor,
        string? idempotencyKey,
        CancellationToken cancellationToken
    ) =>
        WriteAsync(transaction, CreditChange.Of(user, Check(amount), reason, actor, idempotencyKey), cancellationToken);

    internal static Task<CreditResult> WriteAsync(WriteTransaction transaction, CreditChange change) =>
        WriteAsync(transaction.QueryMultipleAsync, change);

    private async Task<CreditResult> WriteAsync(CreditChange change, CancellationToken cancellationToken)
    {
        // The writer retries when a commit's answer is lost, and a committed change must not be made twice.
        var keyed = change with
        {
            IdempotencyKey = change.IdempotencyKey ?? Guid.CreateVersion7().ToString(),
        };
        var result = await _writer.WriteAsync(transaction => WriteAsync(transaction, keyed), cancellationToken);
        var isOwnRetry = change.IdempotencyKey is null && result.Outcome == CreditOutcome.Repeated;
        return isOwnRetry ? result with { Outcome = CreditOutcome.Applied } : result;
    }

    private static Task<CreditResult> WriteAsync(
        NpgsqlTransaction transaction,
        CreditChange change,
        CancellationToken cancellationToken
    ) =>
        WriteAsync(
            (sql, parameters) =>
                transaction.Connection!.QueryMultipleAsync(
                    new CommandDefinition(sql, parameters, transaction, cancellationToken: cancellationToken)
                ),
            change
        );

    private static async Task<CreditResult> WriteAsync(
        Func<string, object, Task<SqlMapper.GridReader>> query,
        CreditChange change
    )
    {
        using var results = await query(Write, change);
        await results.ReadAsync();
        var row = await results.ReadSingleOrDefaultAsync<WrittenCreditChange>();
        return new CreditResult
        {
            Outcome = row switch
            {
                null => CreditOutcome.NoSuchUser,
                { Repeats: false } => CreditOutcome.KeyConflict,
                { Repeats: true } => CreditOutcome.Repeated,
                { BalanceAfter: null } => CreditOutcome.Insufficient,
                _ => CreditOutcome.Applied,
            },
            Balance = row switch
            {
                null => 0,
                { Repeats: false } or { BalanceAfter: null } => row.Balance,
                _ => row.BalanceAfter.Value,
            },
            Required = Math.Abs(change.Delta),
        };
    }

    private static long Check(long amount, [CallerArgumentExpression(nameof(amount))] string name = "")
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(amount, 1, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(amount, MaxAmount, name);
        return amount;
    }

    private sealed record WrittenCreditChange
    {
        public required long Balance { get; init; }
        public bool? Repeats { get; init; }
        public long? BalanceAfter { get; init; }
    }
}

/// <summary>A change, as the parameters of its statement.</summary>
internal sealed record CreditChange
{
    public required string ClerkId { get; init; }

    /// <summary>Negative for a deduction.</summary>
    public required long Delta { get; init; }
    public required string Reason { get; init; }
    public required string Actor { get; init; }
    public string? IdempotencyKey { get; init; }

    /// <exception cref="ArgumentException">A text cannot be stored.</exception>
    public static CreditChange Of(ClerkId user, long delta, string reason, string actor, string? idempotencyKey) =>
        new()
        {
            ClerkId = StorableText.Check(user.Value, nameof(user)),
            Delta = delta,
            Reason = StorableText.Check(reason),
            Actor = StorableText.Check(actor),
            IdempotencyKey = idempotencyKey is null ? null : StorableText.Check(idempotencyKey),
        };
}
