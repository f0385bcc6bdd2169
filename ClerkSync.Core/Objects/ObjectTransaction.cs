using ClerkSync.Core.Database;
using ClerkSync.Core.Deliveries;

namespace ClerkSync.Core.Objects;

/// <summary>The transaction of a batch: lock, claim, write, answer.</summary>
/// <remarks>
/// Uncontended writes take one round trip from begin to commit. A version is contended when the table's insert or update condition
/// is not met, for example because the email changes or the membership has a rival. Contended versions are skipped, then written in a
/// second transaction of two round trips, under locks on all affected rows.
/// </remarks>
internal sealed class ObjectTransaction(DatabaseWriter writer)
{
    // A row that another session holds for long must not delay a batch: halving isolates its write.
    private static readonly TimeSpan LockTimeoutOfBatch = TimeSpan.FromMilliseconds(200);

    /// <summary>Writes what is not contended; contended versions are returned as <see cref="WriteOutcome.Contended"/>.</summary>
    /// <param name="writes">At most one deletion per object, and at most one version that is not known to be stale.</param>
    public async Task<Dictionary<ObjectWrite, WriteOutcome>> CommitAsync(
        IReadOnlyList<ObjectWrite> writes,
        bool isDryRun,
        CancellationToken cancellationToken
    )
    {
        var outcomes = new Dictionary<ObjectWrite, WriteOutcome>(writes.Count, ReferenceEqualityComparer.Instance);
        await writer.CommitAsync(
            () =>
            {
                var pipeline = Lock(writes);
                AddDeletions(pipeline, writes, outcomes);
                AddVersions(pipeline, writes, isContended: false, outcomes);
                AddIgnored(pipeline, writes, outcomes);
                return pipeline;
            },
            isDryRun,
            cancellationToken
        );
        return outcomes;
    }

    public async Task<Dictionary<ObjectWrite, WriteOutcome>> CommitContendedAsync(
        IReadOnlyList<ObjectWrite> writes,
        bool isDryRun,
        CancellationToken cancellationToken
    )
    {
        var outcomes = new Dictionary<ObjectWrite, WriteOutcome>(writes.Count, ReferenceEqualityComparer.Instance);
        List<ISettlement> settlements = [];
        await writer.CommitAsync(
            () =>
            {
                var pipeline = Lock(writes);
                settlements =
                [
                    .. ByTable(writes)
                        .Select(table => table.Key.AddContendedLocks(pipeline, [.. table]))
                        .OfType<ISettlement>(),
                ];
                return pipeline;
            },
            () =>
            {
                var pipeline = new Pipeline();
                AddVersions(pipeline, writes, isContended: true, outcomes);
                settlements.ForEach(settlement => settlement.AddTo(pipeline));
                return pipeline;
            },
            isDryRun,
            cancellationToken
        );
        settlements.ForEach(settlement => settlement.Report());
        return outcomes;
    }

    private static Pipeline Lock(IReadOnlyList<ObjectWrite> writes)
    {
        var pipeline = new Pipeline();
        if (writes.Count > 1)
        {
            pipeline.SetLockTimeout(LockTimeoutOfBatch);
        }

        var names = new HashSet<string>();
        foreach (var write in writes)
        {
            if (write.Table is null)
            {
                names.Add(write.Delivery!.SvixId.Value);
            }
            else
            {
                write.Table.AddLockNames(write, names);
            }

            // A user's deletion removes payloads, so storing a payload waits for it.
            if (write.Delivery is { KeptPayload: not null, Event.UserId: { } userId })
            {
                names.Add(userId.Value);
            }
        }

        NameLocks.Add(pipeline, names);
        return pipeline;
    }

    /// <summary>Deletions come first, so that later versions in the batch see the tombstones.</summary>
    private static void AddDeletions(
        Pipeline pipeline,
        IEnumerable<ObjectWrite> writes,
        Dictionary<ObjectWrite, WriteOutcome> outcomes
    )
    {
        foreach (var table in ByTable(writes.Where(write => write.Version is null)))
        {
            table.Key.AddDeletions(pipeline, [.. table], (write, outcome) => outcomes[write] = outcome);
        }
    }

    private static void AddVersions(
        Pipeline pipeline,
        IEnumerable<ObjectWrite> writes,
        bool isContended,
        Dictionary<ObjectWrite, WriteOutcome> outcomes
    )
    {
        foreach (var table in ByTable(writes.Where(write => write.Version is not null)))
        {
            table.Key.AddVersions(pipeline, [.. table], isContended, (write, outcome) => outcomes[write] = outcome);
        }
    }

    private static void AddIgnored(
        Pipeline pipeline,
        IEnumerable<ObjectWrite> writes,
        Dictionary<ObjectWrite, WriteOutcome> outcomes
    )
    {
        ObjectWrite[] ignored = [.. writes.Where(write => write.Table is null)];
        if (ignored.Length > 0)
        {
            DeliveryLog.AddIgnored(pipeline, ignored, (write, outcome) => outcomes[write] = outcome);
        }
    }

    private static IEnumerable<IGrouping<ObjectTable, ObjectWrite>> ByTable(IEnumerable<ObjectWrite> writes) =>
        writes.Where(write => write.Table is not null).GroupBy(write => write.Table!);
}
