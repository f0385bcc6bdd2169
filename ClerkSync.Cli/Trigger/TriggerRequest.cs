namespace ClerkSync.Cli.Trigger;

/// <summary>The event that the command line describes.</summary>
internal sealed record TriggerRequest
{
    /// <summary>Clerk's name of the type, such as <c>user.created</c>.</summary>
    public required string EventType { get; init; }

    /// <summary>The id of the object. Null creates an id or reuses the last one.</summary>
    public string? Id { get; init; }

    /// <summary>The email address. Null creates one or keeps the last one.</summary>
    public string? Email { get; init; }

    /// <summary>The first name. Null keeps the last one, or that of the example.</summary>
    public string? FirstName { get; init; }

    /// <summary>Assignments in the form <c>path=value</c>; paths start below <c>data</c>.</summary>
    public IReadOnlyList<string> Sets { get; init; } = [];

    /// <summary>The part of the type before the dot. Objects of one kind share their last id.</summary>
    public string Kind => EventType[..EventType.IndexOf('.', StringComparison.Ordinal)];

    /// <summary>Whether the event creates an object.</summary>
    public bool IsCreation => EventType.EndsWith(".created", StringComparison.Ordinal);
}
