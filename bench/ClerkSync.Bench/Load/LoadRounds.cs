namespace ClerkSync.Bench.Load;

/// <summary>All results, by contestant, cell and round.</summary>
internal sealed class LoadRounds
{
    private readonly List<Dictionary<(string Contestant, Cell Cell), CellResult>> _rounds = [];
    private readonly List<Dictionary<string, double>> _coldStarts = [];

    public int Count => _rounds.Count;

    /// <summary>All contestants and cells, in the order of their first measurement.</summary>
    public IEnumerable<(string Contestant, Cell Cell)> Keys => _rounds.SelectMany(round => round.Keys).Distinct();

    public IEnumerable<string> ColdStarted => _coldStarts.SelectMany(round => round.Keys).Distinct();

    public void StartNext()
    {
        _rounds.Add([]);
        _coldStarts.Add([]);
    }

    public void Add(string contestant, Cell cell, CellResult result) => _rounds[^1][(contestant, cell)] = result;

    /// <param name="contestant">The name of the server.</param>
    /// <param name="milliseconds">The time until the first response.</param>
    public void AddColdStart(string contestant, double milliseconds) => _coldStarts[^1][contestant] = milliseconds;

    /// <summary>Returns a figure over all rounds; null if it was not measured.</summary>
    public Spread? Find(string contestant, Cell cell, Func<CellResult, double?> figure) =>
        SpreadOf(
            _rounds.Select(round => round.TryGetValue((contestant, cell), out var result) ? figure(result) : null)
        );

    /// <summary>
    /// Returns the ratio to another contestant's figure in the same round; null if one of them was not measured.
    /// </summary>
    public Spread? FindRatio(
        (string Contestant, Cell Cell) own,
        (string Contestant, Cell Cell) other,
        Func<CellResult, double?> figure
    ) =>
        SpreadOf(
            _rounds.Select(round =>
                round.TryGetValue(own, out var a) && round.TryGetValue(other, out var b) ? figure(a) / figure(b) : null
            )
        );

    public Spread? FindColdStart(string contestant) =>
        SpreadOf(_coldStarts.Select(round => round.TryGetValue(contestant, out var time) ? time : (double?)null));

    public Spread? FindColdStartRatio(string own, string other) =>
        SpreadOf(
            _coldStarts.Select(round =>
                round.TryGetValue(own, out var a) && round.TryGetValue(other, out var b) ? a / b : (double?)null
            )
        );

    private static Spread? SpreadOf(IEnumerable<double?> values)
    {
        double[] measured = [.. values.OfType<double>()];
        return measured.Length == 0 ? null : Spread.Of(measured);
    }
}
