namespace ClerkSync.Core.Mirror;

/// <summary>What a run that a route started was asked for, so that it can be resumed.</summary>
internal sealed record RunOptions
{
    /// <inheritdoc cref="BackfillOptions.Since"/>
    public DateTimeOffset? Since { get; init; }

    /// <inheritdoc cref="RepairOptions.MaxRemovals"/>
    public long? MaxRemovals { get; init; }
}
