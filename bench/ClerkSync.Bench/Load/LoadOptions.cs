namespace ClerkSync.Bench.Load;

/// <summary>What the command line says.</summary>
internal sealed record LoadOptions
{
    /// <summary>The folder with ClerkSync.sln.</summary>
    public required string Root { get; init; }

    /// <summary>Fewer rounds, connections and deliveries; a few minutes.</summary>
    public bool IsQuick { get; init; }

    /// <summary>Print JSON instead of tables.</summary>
    public bool IsJson { get; init; }

    /// <summary>Write <c>docs/performance.md</c> although it is a quick run.</summary>
    public bool IsWritten { get; init; }

    /// <summary>How many rounds; null for the usual number.</summary>
    public int? Rounds { get; init; }

    /// <summary>The <c>ClerkSync.Cli.dll</c> of another build to measure as well; null for none.</summary>
    public string? Other { get; init; }

    /// <summary>The line that measures the same.</summary>
    public string Command =>
        $"./clerksync bench{(IsQuick ? " --quick" : "")}{(Rounds is { } rounds ? $" --rounds {rounds}" : "")}";
}
