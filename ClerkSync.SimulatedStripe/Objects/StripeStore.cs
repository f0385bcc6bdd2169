using System.Text.Json.Nodes;

namespace ClerkSync.SimulatedStripe.Objects;

/// <summary>All objects, by kind. Not thread-safe: callers process one request at a time.</summary>
internal sealed class StripeStore
{
    private readonly Dictionary<string, Table> _tables = [];

    public JsonObject? Find(string kind, string id) => TableOf(kind).Find(id);

    public JsonObject Get(string kind, string id) =>
        Find(kind, id) ?? throw new InvalidOperationException($"There is no {kind} {id}.");

    public void Add(JsonObject item) => TableOf((string)item["object"]!).Add(item);

    public void Remove(string kind, string id) => TableOf(kind).Remove(id);

    /// <summary>The objects of a kind, newest first. Leaves out deleted ones.</summary>
    /// <param name="customer">Only the objects of this customer; null means all.</param>
    /// <param name="cursor">Starts after this id; null starts at the beginning.</param>
    /// <param name="isBackward">Lists oldest first instead.</param>
    public IEnumerable<JsonObject> List(
        string kind,
        string? customer = null,
        string? cursor = null,
        bool isBackward = false
    ) => TableOf(kind).List(customer, cursor, isBackward);

    private Table TableOf(string kind) =>
        _tables.TryGetValue(kind, out var table) ? table : _tables[kind] = new Table();

    private sealed class Table
    {
        private readonly List<JsonObject?> _items = [];
        private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
        private readonly Dictionary<string, List<int>> _ofCustomer = new(StringComparer.Ordinal);

        public JsonObject? Find(string id) => _places.TryGetValue(id, out var place) ? _items[place] : null;

        public void Add(JsonObject item)
        {
            var place = _items.Count;
            _items.Add(item);
            _places[(string)item["id"]!] = place;
            if ((string?)item["customer"] is { } customer)
            {
                (_ofCustomer.TryGetValue(customer, out var places) ? places : _ofCustomer[customer] = []).Add(place);
            }
        }

        public void Remove(string id)
        {
            if (_places.Remove(id, out var place))
            {
                _items[place] = null;
            }
        }

        public IEnumerable<JsonObject> List(string? customer, string? cursor, bool isBackward)
        {
            var places =
                customer is null ? Enumerable.Range(0, _items.Count)
                : _ofCustomer.TryGetValue(customer, out var own) ? own
                : [];
            int? at = cursor is null ? null : _places[cursor];
            var wanted = isBackward
                ? places.SkipWhile(place => place <= at)
                : (
                    customer is null
                        ? Enumerable.Range(0, at ?? _items.Count)
                        : places.Where(place => at is null || place < at)
                ).Reverse();
            return wanted.Select(place => _items[place]).OfType<JsonObject>().Where(item => !Shapes.IsDeleted(item));
        }
    }
}
