namespace ClerkSync.Core.Mirror;

/// <summary>Counts the findings of one kind of object, and keeps the first ones.</summary>
internal sealed class DriftTally(string table)
{
    private const int MostFindings = 1000;

    private readonly List<DriftFinding> _findings = [];
    private readonly Dictionary<string, long> _counts = [];

    public ListTally List { get; } = new() { Table = table };
    public long Compared { get; set; }

    public IReadOnlyList<DriftFinding> Findings => _findings;

    public DriftCounts Counts =>
        new()
        {
            Table = table,
            Compared = Compared,
            Missing = CountOf(DriftFinding.Missing),
            Extra = CountOf(DriftFinding.Extra),
            Different = CountOf(DriftFinding.Different),
        };

    public void Add(IEnumerable<Confirmed> batch)
    {
        foreach (var confirmed in batch)
        {
            Add(confirmed.Finding);
        }
    }

    public static DriftReport Report(IReadOnlyCollection<DriftTally> tallies) =>
        new()
        {
            Tables = [.. tallies.Select(tally => tally.Counts)],
            Findings = [.. tallies.SelectMany(tally => tally.Findings)],
            Lists = [.. tallies.Select(tally => tally.List.Coverage)],
            UnreadableObjects = [.. tallies.SelectMany(tally => tally.List.Named)],
        };

    private void Add(DriftFinding finding)
    {
        _counts[finding.Kind] = CountOf(finding.Kind) + 1;
        if (_findings.Count < MostFindings)
        {
            _findings.Add(finding);
        }
    }

    private long CountOf(string kind) => _counts.GetValueOrDefault(kind);
}
