namespace ClerkSync.Core.Usage;

/// <summary>A row of <c>usage_events</c>: a run that was reported.</summary>
public sealed record UsageEvent
{
    /// <summary>An <see cref="Outcome"/>: the credits were taken.</summary>
    public const string Charged = "charged";

    /// <summary>An <see cref="Outcome"/>: the credits did not suffice, and none were taken.</summary>
    public const string Insufficient = "insufficient";

    /// <summary>Grows from each of a user's runs to the next.</summary>
    public required long Id { get; init; }

    /// <summary>What was done.</summary>
    public required string Action { get; init; }

    /// <summary>Who did it.</summary>
    public required string Provider { get; init; }

    /// <summary>With what.</summary>
    public required string Model { get; init; }

    /// <summary>US dollars, without zeros at the end.</summary>
    public required decimal Cost { get; init; }

    /// <summary>What the action cost, taken or not.</summary>
    public required long Credits { get; init; }

    /// <summary>charged or insufficient.</summary>
    public required string Outcome { get; init; }

    /// <summary>The application's own customer; null when it has none.</summary>
    public string? CustomerId { get; init; }

    /// <summary>The key that reported it; null when none did.</summary>
    public Guid? ApiKeyId { get; init; }

    /// <summary>When it was first reported.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}
