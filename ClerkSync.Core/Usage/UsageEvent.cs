using System.ComponentModel.DataAnnotations;

namespace ClerkSync.Core.Usage;

/// <summary>A row of <c>usage_events</c>: a reported run.</summary>
public sealed record UsageEvent
{
    /// <summary>An <see cref="Outcome"/>: the credits were deducted.</summary>
    public const string Charged = "charged";

    /// <summary>An <see cref="Outcome"/>: the balance was too low, and no credits were deducted.</summary>
    public const string Insufficient = "insufficient";

    /// <summary>Increases with each of a user's runs.</summary>
    public required long Id { get; init; }

    /// <summary>Such as <c>generate</c>.</summary>
    public required string Action { get; init; }

    /// <summary>Such as <c>openai</c>.</summary>
    public required string Provider { get; init; }

    public required string Model { get; init; }

    /// <summary>US dollars, without trailing zeros.</summary>
    public required decimal Cost { get; init; }

    /// <summary>The credits that the action costs, whether they were deducted or not.</summary>
    public required long Credits { get; init; }

    /// <summary><see cref="Charged"/> or <see cref="Insufficient"/>.</summary>
    [AllowedValues(Charged, Insufficient)]
    public required string Outcome { get; init; }

    /// <summary>The application's own id of a customer; null when the run has none.</summary>
    public string? CustomerId { get; init; }

    /// <summary>The API key that reported the run; null when none did.</summary>
    public Guid? ApiKeyId { get; init; }

    /// <summary>When the run was first reported.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}
