namespace ClerkSync.Core.ClerkApi;

/// <summary>One page of a list that is read by offset.</summary>
internal sealed record ListPayload<T>
{
    public required IReadOnlyList<T> Data { get; init; }

    /// <summary>How many there are on all pages.</summary>
    public required long TotalCount { get; init; }
}

internal sealed record CountPayload
{
    public required long TotalCount { get; init; }
}

/// <summary>The Clerk instance that a key belongs to.</summary>
internal sealed record InstancePayload
{
    public required ClerkId Id { get; init; }

    /// <summary><c>production</c> or <c>development</c>.</summary>
    public string? EnvironmentType { get; init; }
}

/// <summary>What Clerk sends with a status that is not 200.</summary>
internal sealed record ErrorPayload
{
    public IReadOnlyList<Error?>? Errors { get; init; }
    public string? ClerkTraceId { get; init; }

    internal sealed record Error(string? Code);
}
