namespace ClerkSync.Core.Mirror;

/// <summary>The options of a run that a route started, stored so that it can be resumed.</summary>
internal sealed record RunOptions
{
    /// <inheritdoc cref="BackfillOptions.Since"/>
    public DateTimeOffset? Since { get; init; }

    /// <inheritdoc cref="RepairOptions.MaxRemovals"/>
    public long? MaxRemovals { get; init; }
}
