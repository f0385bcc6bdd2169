using System.Runtime.ExceptionServices;
using ClerkSync.Core.Database;
using Microsoft.Extensions.Logging;

namespace ClerkSync.Core.Objects;

/// <summary>Writes the changes of events, pages and callers in as few transactions as possible.</summary>
internal sealed partial class ObjectWriter(ObjectTransaction transaction, ILogger<ObjectWriter> logger)
{
    /// <summary>The maximum number of writes per transaction: a lock for each must fit into Postgres's lock table.</summary>
    public const int MaxBatch = 128;

    /// <summary>Writes in transactions of at most <see cref="MaxBatch"/>. A write that fails does not block the others.</summary>
    /// <param name="writes">In any order, with any number per object.</param>
    /// <returns>The result of each write; keys are compared by reference.</returns>
    public async Task<IReadOnlyDictionary<ObjectWrite, WriteAnswer>> WriteAsync(
        IEnumerable<ObjectWrite> writes,
        CancellationToken cancellationToken,
        bool isDryRun = false
    )
    {
        var answers = new Dictionary<ObjectWrite, WriteAnswer>(ReferenceEqualityComparer.Instance);
        foreach (var batch in writes.Chunk(MaxBatch))
        {
            // The newest first, so the object's older versions are stale.
            var left = batch.OrderByDescending(write => (write.Version?.UpdatedAt, write.EventAt)).ToList();
            while (left.Count > 0)
            {
                var round = TakeRound(left, answers);
                await WriteAsync(round, new WriteCall(answers, isDryRun, cancellationToken));
            }
        }

        return answers;
    }

    /// <exception cref="Npgsql.NpgsqlException">The database rejects it.</exception>
    public async Task<WriteOutcome> WriteAsync(ObjectWrite write, CancellationToken cancellationToken)
    {
        var answer = (await WriteAsync([write], cancellationToken))[write];
        if (answer.Error is { } error)
        {
            ExceptionDispatchInfo.Throw(error);
        }

        return answer.Outcome;
    }

    /// <summary>Takes one deletion and one version per object, and all versions older than one already answered.</summary>
    private static List<ObjectWrite> TakeRound(List<ObjectWrite> left, Dictionary<ObjectWrite, WriteAnswer> answers)
    {
        var answered = answers
            .Where(pair => pair.Value.Error is null && pair.Key.Version is not null)
            .ToLookup(pair => pair.Key.Id, pair => Order(pair.Key));
        var taken = new HashSet<(ClerkId, bool)>();
        var round = new List<ObjectWrite>(left.Count);
        left.RemoveAll(write =>
        {
            var isTaken =
                write.Table is null
                || (write.Version is not null && answered[write.Id].Any(newer => newer.CompareTo(Order(write)) > 0))
                || taken.Add((write.Id, write.Version is null));
            if (isTaken)
            {
                round.Add(write);
            }

            return isTaken;
        });
        return round;
    }

    private static (DateTimeOffset?, DateTimeOffset) Order(ObjectWrite write) =>
        (write.Version?.UpdatedAt, write.EventAt);

    private async Task WriteAsync(IReadOnlyList<ObjectWrite> writes, WriteCall call)
    {
        var contended = await HalveAsync(writes, transaction.CommitAsync, call);
        if (contended.Count > 0)
        {
            await HalveAsync(contended, transaction.CommitContendedAsync, call);
        }
    }

    /// <summary>Commits writes together, or in halves if one of them makes the transaction fail.</summary>
    /// <returns>The contended writes.</returns>
    private async Task<IReadOnlyList<ObjectWrite>> HalveAsync(
        IReadOnlyList<ObjectWrite> writes,
        Commit commit,
        WriteCall call
    )
    {
        try
        {
            var outcomes = await commit(writes, call.IsDryRun, call.CancellationToken);
            foreach (var (write, outcome) in outcomes)
            {
                call.Answers[write] = new WriteAnswer(outcome);
            }

            return [.. writes.Where(write => outcomes[write] == WriteOutcome.Contended)];
        }
        catch (Exception exception)
        {
            if (writes.Count > 1 && DatabaseErrors.Classify(exception) != DatabaseError.Transient)
            {
                var half = writes.Count / 2;
                return
                [
                    .. await HalveAsync([.. writes.Take(half)], commit, call),
                    .. await HalveAsync([.. writes.Skip(half)], commit, call),
                ];
            }

            LogNotWritten(writes.Count, DatabaseErrors.Describe(exception));
            foreach (var write in writes)
            {
                call.Answers[write] = new WriteAnswer(default, exception);
            }

            return [];
        }
    }

    [LoggerMessage(LogLevel.Warning, "Failed writes to the database: {Count}. {Error}")]
    private partial void LogNotWritten(int count, string error);

    private delegate Task<Dictionary<ObjectWrite, WriteOutcome>> Commit(
        IReadOnlyList<ObjectWrite> writes,
        bool isDryRun,
        CancellationToken cancellationToken
    );

    private sealed record WriteCall(
        Dictionary<ObjectWrite, WriteAnswer> Answers,
        bool IsDryRun,
        CancellationToken CancellationToken
    );
}
