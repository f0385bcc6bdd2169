namespace ClerkSync.Core.Mirror;

/// <summary>What a repair wrote of one kind of object, and what it may remove.</summary>
internal sealed class WrittenObjects(string table, long removalLimit)
{
    private readonly List<string> _toRemove = [];
    private readonly Dictionary<string, long> _dependent = [];
    private long _independent;

    public DriftTally Found { get; } = new(table);
    public long Written { get; set; }
    public long Newer { get; set; }

    /// <summary>Rows that Clerk does not list, without those deleted with another; empty when there are more than the limit.</summary>
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
        // Beyond the limit none is removed, so no more ids are kept.
        if (_independent <= removalLimit)
        {
            _toRemove.Add(id);
        }
    }

    /// <param name="removed">How many of this kind were removed.</param>
    /// <param name="gone">The objects of all kinds that were removed.</param>
    public RepairCounts ToCounts(long removed, IReadOnlySet<string> gone) =>
        new()
        {
            Table = table,
            Written = Written,
            Newer = Newer,
            Removed = removed,
            Spared =
                _independent - removed + _dependent.Where(pair => !gone.Contains(pair.Key)).Sum(pair => pair.Value),
            RemovalLimit = _independent > removalLimit ? removalLimit : null,
        };
}
