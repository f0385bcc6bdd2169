namespace ClerkSync.Core.Mirror;

/// <summary>Counts findings and keeps the first of them.</summary>
internal sealed class DriftTally(int mostFindings)
{
    private readonly List<DriftFinding> _findings = [];
    private readonly Dictionary<string, long> _counts = [];

    public long Compared { get; set; }

    public void Add(DriftFinding finding)
    {
        _counts[finding.Kind] = CountOf(finding.Kind) + 1;
        if (_findings.Count < mostFindings)
        {
            _findings.Add(finding);
        }
    }

    public DriftReport ToReport() =>
        new()
        {
            Compared = Compared,
            Missing = CountOf(DriftFinding.Missing),
            Extra = CountOf(DriftFinding.Extra),
            Different = CountOf(DriftFinding.Different),
            Findings = _findings,
        };

    private long CountOf(string kind) => _counts.GetValueOrDefault(kind);
}
