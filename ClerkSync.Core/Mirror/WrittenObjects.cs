namespace ClerkSync.Core.Mirror;

/// <summary>The rows of one kind of object that a repair wrote, and those that it may remove.</summary>
internal sealed class WrittenObjects(string table, long removalLimit)
{
    private readonly List<string> _toRemove = [];
    private readonly Dictionary<string, long> _dependent = [];
    private readonly RejectedRows _rejected = new();
    private long _independent;
    private long _failedRemovals;

    public DriftTally Found { get; } = new(table);
    public long Written { get; set; }
    public long Newer { get; set; }

    /// <summary>The first rows that could not be written or removed.</summary>
    public IReadOnlyList<FailedRow> Failures => _rejected.Named;

    /// <summary>
    /// Rows that Clerk does not list, without rows that are deleted together with another one; empty when there are
    /// more than the limit.
    /// </summary>
    public IReadOnlyList<string> ToRemove => _independent > removalLimit ? [] : _toRemove;

    /// <summary>Adds a row that Clerk does not list.</summary>
    /// <param name="owner">The object whose removal removes the row too; null when there is none.</param>
    public void AddExtra(string id, string? owner)
    {
        if (owner is not null)
        {
            _dependent[owner] = _dependent.GetValueOrDefault(owner) + 1;
            return;
        }

        _independent++;
        // Above the limit, nothing is removed, so further ids are not needed.
        if (_independent <= removalLimit)
        {
            _toRemove.Add(id);
        }
    }

    public void AddFailures(IReadOnlyList<(ClerkId Id, string Error)> failures) => _rejected.Add(table, failures);

    public void AddFailedRemovals(IReadOnlyList<(ClerkId Id, string Error)> failures)
    {
        _failedRemovals += failures.Count;
        AddFailures(failures);
    }

    /// <param name="removed">The number of removed rows of this kind.</param>
    /// <param name="gone">The objects of all kinds that were removed.</param>
    public RepairCounts ToCounts(long removed, IReadOnlySet<string> gone)
    {
        var orphaned = _dependent.Where(pair => !gone.Contains(pair.Key)).Sum(pair => pair.Value);
        var extra = _independent - removed + orphaned;
        var found = Found.Counts;
        return new RepairCounts
        {
            Table = table,
            Written = Written,
            Newer = Newer,
            Removed = removed,
            Kept = extra - _failedRemovals,
            Failed = _rejected.Count,
            Remaining = found.Missing + found.Different - Written + extra,
            RemovalLimit = _independent > removalLimit ? removalLimit : null,
        };
    }
}
