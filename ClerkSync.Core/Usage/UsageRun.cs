using ClerkSync.Core.Database;

namespace ClerkSync.Core.Usage;

/// <summary>A run that an application reports. What it costs the user in credits is not its to say.</summary>
public sealed record UsageRun
{
    /// <summary>The most dollars that one run may have cost.</summary>
    public const decimal MaxCost = 10_000_000;

    /// <summary>The most decimals that it may have.</summary>
    public const int CostDecimals = 10;

    /// <summary>What was done, such as <c>generate</c>; its credits are in the settings. At most 255 characters.</summary>
    public required string Action { get; init; }

    /// <summary>Who did it, such as <c>openai</c>; at most 255 characters.</summary>
    public required string Provider { get; init; }

    /// <summary>With what; at most 255 characters.</summary>
    public required string Model { get; init; }

    /// <summary>What it cost the application in US dollars: from 0 to <see cref="MaxCost"/>, at most ten decimals.</summary>
    public required decimal Cost { get; init; }

    /// <summary>The application's own customer; null when it has none. At most 255 characters.</summary>
    public string? CustomerId { get; init; }

    /// <summary>The same key of the same user is the same run, however often it is reported. At most 255 characters.</summary>
    public required string IdempotencyKey { get; init; }

    /// <summary>The JSON name of a member that is out of its range; null when there is none.</summary>
    public string? FindInvalidField() =>
        !StorableText.IsValid(Action) ? "action"
        : !StorableText.IsValid(Provider) ? "provider"
        : !StorableText.IsValid(Model) ? "model"
        : Cost is < 0 or > MaxCost || decimal.Round(Cost, CostDecimals) != Cost ? "cost"
        : CustomerId is not null && !StorableText.IsValid(CustomerId) ? "customerId"
        : !StorableText.IsValid(IdempotencyKey) ? "idempotencyKey"
        : null;
}
