namespace ClerkSync.Bench.Load;

/// <summary>The command-line options.</summary>
internal sealed record LoadOptions
{
    /// <summary>The folder with ClerkSync.sln.</summary>
    public required string Root { get; init; }

    /// <summary>Whether to use fewer rounds, connections and deliveries. Takes a few minutes.</summary>
    public bool IsQuick { get; init; }

    /// <summary>Whether to print JSON instead of tables.</summary>
    public bool IsJson { get; init; }

    /// <summary>Whether to write <c>docs/performance.md</c> even after a quick run.</summary>
    public bool IsWritten { get; init; }

    /// <summary>The number of rounds; null for the default.</summary>
    public int? Rounds { get; init; }

    /// <summary>The <c>ClerkSync.Cli.dll</c> of another build to measure too; null for none.</summary>
    public string? Other { get; init; }

    /// <summary>The command line that repeats the measurement.</summary>
    public string Command =>
        $"./clerksync bench{(IsQuick ? " --quick" : "")}{(Rounds is { } rounds ? $" --rounds {rounds}" : "")}";
}
