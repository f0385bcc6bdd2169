namespace ClerkSync.Core.Deliveries;

/// <summary>The failed and rejected deliveries with one error.</summary>
internal sealed record FailureGroup
{
    /// <summary>The code of the <see cref="FailureCause"/>.</summary>
    public required string Code { get; init; }

    /// <summary>Null for rejected deliveries.</summary>
    public required string? SqlState { get; init; }

    /// <summary>Null when Postgres names none.</summary>
    public required string? Table { get; init; }

    /// <summary>The constraint that rejects the row. Null when Postgres names none.</summary>
    public required string? Constraint { get; init; }

    public required long Count { get; init; }

    /// <summary>How many of them can be replayed.</summary>
    public required long WithPayload { get; init; }

    /// <summary>When the first of them arrived.</summary>
    public required DateTimeOffset FirstAt { get; init; }

    /// <summary>When the last of them arrived.</summary>
    public required DateTimeOffset LastAt { get; init; }

    /// <summary>What to do.</summary>
    public required string Sentence { get; init; }

    /// <summary>Selects these deliveries in a list or a replay.</summary>
    public required FailureFilter Filter { get; init; }
}

/// <param name="Cause">The error of the deliveries.</param>
internal sealed record FailureFilter(string Cause);
