using ClerkSync.Core.Database;

namespace ClerkSync.Core.Usage;

/// <summary>A run that an application reports. The settings determine how many credits it costs.</summary>
public sealed record UsageRun
{
    /// <summary>The maximum of <see cref="Cost"/>.</summary>
    public const decimal MaxCost = 10_000_000;

    /// <summary><see cref="Cost"/> is rounded to this number of decimals.</summary>
    public const int CostDecimals = 10;

    /// <summary>Such as <c>generate</c>; the settings say how many credits it costs. At most 255 characters.</summary>
    public required string Action { get; init; }

    /// <summary>Such as <c>openai</c>; at most 255 characters.</summary>
    public required string Provider { get; init; }

    /// <summary>At most 255 characters.</summary>
    public required string Model { get; init; }

    /// <summary>The application's cost in US dollars: from 0 to <see cref="MaxCost"/>, rounded to ten decimals.</summary>
    /// <remarks>Rounded and not rejected, because a product of floating-point numbers has more decimals.</remarks>
    public required decimal Cost
    {
        get;
        init => field = decimal.Round(value, CostDecimals);
    }

    /// <summary>The application's own id of a customer; null when the run has none. At most 255 characters.</summary>
    public string? CustomerId { get; init; }

    /// <summary>Identifies the run: reports with the same key and user are one run. At most 255 characters.</summary>
    public required string IdempotencyKey { get; init; }

    /// <summary>Returns the JSON name of the first member that is out of range; null when there is none.</summary>
    public string? FindInvalidField() =>
        !StorableText.IsValid(Action) ? "action"
        : !StorableText.IsValid(Provider) ? "provider"
        : !StorableText.IsValid(Model) ? "model"
        : Cost is < 0 or > MaxCost ? "cost"
        : CustomerId is not null && !StorableText.IsValid(CustomerId) ? "customerId"
        : !StorableText.IsValid(IdempotencyKey) ? "idempotencyKey"
        : null;
}
