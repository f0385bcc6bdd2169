namespace ClerkSync.SimulatedClerk.Objects;

/// <summary>Objects by id and in order of creation. Not thread-safe.</summary>
internal class ObjectStore<T>
    where T : class, IClerkObject
{
    private readonly Dictionary<string, T> _byId = [];
    private readonly SortedSet<Position> _positions = [];

    public int Count => _byId.Count;

    /// <summary>All ids, unordered.</summary>
    public IEnumerable<string> Ids => _byId.Keys;

    public T? Find(string id) => _byId.GetValueOrDefault(id);

    /// <summary>Adds an object, or replaces the one with its id.</summary>
    public virtual void Put(T item)
    {
        if (_byId.TryGetValue(item.Id, out var old) && old.CreatedAt != item.CreatedAt)
        {
            _positions.Remove(Position.Of(old));
        }

        _byId[item.Id] = item;
        _positions.Add(Position.Of(item));
    }

    /// <summary>Removes an object, which must exist.</summary>
    public virtual void Remove(T item)
    {
        _byId.Remove(item.Id);
        _positions.Remove(Position.Of(item));
    }

    /// <summary>Returns objects by time of creation, then by id.</summary>
    /// <param name="descending">Whether the latest object is first.</param>
    /// <param name="after">Starts after this object; null starts with the first one.</param>
    /// <param name="from">The earliest time of creation, in milliseconds.</param>
    /// <param name="to">The latest time of creation, in milliseconds.</param>
    public IEnumerable<T> ByCreation(
        bool descending = false,
        T? after = null,
        long from = long.MinValue,
        long to = long.MaxValue
    )
    {
        var least = new Position(from, "");
        // Sorts after every id.
        var most = new Position(to, "\uffff");
        if (after is not null)
        {
            var position = Position.Of(after);
            (least, most) = descending
                ? (least, position.CompareTo(most) < 0 ? position : most)
                : (position.CompareTo(least) > 0 ? position : least, most);
        }

        if (least.CompareTo(most) > 0)
        {
            return [];
        }

        var view = _positions.GetViewBetween(least, most);
        return (descending ? view.Reverse() : view)
            .Where(position => position.Id != after?.Id)
            .Select(position => _byId[position.Id]);
    }

    private readonly record struct Position(long CreatedAt, string Id) : IComparable<Position>
    {
        public static Position Of(T item) => new(item.CreatedAt, item.Id);

        public int CompareTo(Position other) =>
            CreatedAt.CompareTo(other.CreatedAt) is var byTime and not 0 ? byTime : string.CompareOrdinal(Id, other.Id);
    }
}
