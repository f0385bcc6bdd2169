namespace ClerkSync.SimulatedClerk.Objects;

/// <summary>Objects by id, and in the order in which they were created. Not safe for several threads.</summary>
internal class ObjectStore<T>
    where T : class, IClerkObject
{
    private readonly Dictionary<string, T> _byId = [];
    private readonly SortedSet<Position> _positions = [];

    /// <summary>How many there are.</summary>
    public int Count => _byId.Count;

    /// <summary>All ids, in no order.</summary>
    public IEnumerable<string> Ids => _byId.Keys;

    /// <summary>Null when there is none.</summary>
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

    /// <summary>Removes an object that is there.</summary>
    public virtual void Remove(T item)
    {
        _byId.Remove(item.Id);
        _positions.Remove(Position.Of(item));
    }

    /// <summary>The objects by the time of their creation, ties by id.</summary>
    /// <param name="descending">Latest first.</param>
    /// <param name="after">The one after which to begin; null begins with the first.</param>
    /// <param name="from">Earliest creation, in milliseconds.</param>
    /// <param name="to">Latest creation, in milliseconds.</param>
    public IEnumerable<T> ByCreation(
        bool descending = false,
        T? after = null,
        long from = long.MinValue,
        long to = long.MaxValue
    )
    {
        var least = new Position(from, "");
        // No id has a character above.
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
