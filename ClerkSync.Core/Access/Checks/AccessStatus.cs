using System.ComponentModel.DataAnnotations;

namespace ClerkSync.Core.Access.Checks;

/// <summary>The state of the access check, without requests to Clerk or Stripe.</summary>
internal sealed record AccessStatus
{
    public required ConfiguredKey Clerk { get; init; }

    public required ConfiguredKey Stripe { get; init; }

    /// <summary><c>clerk</c> or <c>postgres</c>; null when nothing is mapped.</summary>
    [AllowedValues("clerk", "postgres")]
    public required string? Source { get; init; }

    public bool IsMapped => Source is not null;

    /// <summary>When the last check of all accounts ended; null when there was none.</summary>
    public required DateTimeOffset? CheckedAt { get; init; }

    /// <summary>Whether that check saw everything; null when there was none.</summary>
    public required bool? IsComplete { get; init; }

    public required long OpenIncidents { get; init; }
}

/// <param name="Key">Its prefix and its last four characters; null when none is configured.</param>
internal sealed record ConfiguredKey(string? Key)
{
    public bool IsConfigured => Key is not null;
}
