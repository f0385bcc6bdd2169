namespace ClerkSync.Cli.Trigger;

/// <summary>What the command line asks an event to be.</summary>
internal sealed record TriggerRequest
{
    /// <summary>Clerk's word, such as <c>user.created</c>.</summary>
    public required string EventType { get; init; }

    /// <summary>Id of the object; null draws or reuses one.</summary>
    public string? Id { get; init; }

    /// <summary>The email address; null draws or keeps one.</summary>
    public string? Email { get; init; }

    /// <summary>The first name; null keeps the last one, or the example's.</summary>
    public string? FirstName { get; init; }

    /// <summary><c>path=value</c>, below <c>data</c>.</summary>
    public IReadOnlyList<string> Sets { get; init; } = [];

    /// <summary>The part of the type before the dot: objects of one kind share their last id.</summary>
    public string Kind => EventType[..EventType.IndexOf('.', StringComparison.Ordinal)];

    /// <summary>True for the event that begins an object's life.</summary>
    public bool IsCreation => EventType.EndsWith(".created", StringComparison.Ordinal);
}
