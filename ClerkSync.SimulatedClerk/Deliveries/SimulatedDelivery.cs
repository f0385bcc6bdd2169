using System.Text.Json.Serialization;

namespace ClerkSync.SimulatedClerk.Deliveries;

/// <summary>The state of a message's delivery. Immutable: each attempt creates a new instance.</summary>
internal sealed record SimulatedDelivery
{
    public required SimulatedMessage Message { get; init; }

    public DeliveryStatus Status { get; init; } = DeliveryStatus.Pending;

    /// <summary>The attempts, oldest first.</summary>
    public IReadOnlyList<SimulatedAttempt> Attempts { get; init; } = [];

    /// <summary>The time of the next retry; null when none is scheduled or an attempt is in flight.</summary>
    public DateTimeOffset? NextAttemptAt { get; init; }
}

/// <summary>The status of a delivery.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DeliveryStatus>))]
internal enum DeliveryStatus
{
    /// <summary>Waits for an attempt or for a response.</summary>
    [JsonStringEnumMemberName("pending")]
    Pending,

    /// <summary>Was answered with 2xx.</summary>
    [JsonStringEnumMemberName("delivered")]
    Delivered,

    /// <summary>Every attempt failed.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,

    /// <summary>Was lost on purpose and is never sent.</summary>
    [JsonStringEnumMemberName("lost")]
    Lost,

    /// <summary>The endpoint was off. The message is sent only on request.</summary>
    [JsonStringEnumMemberName("skipped")]
    Skipped,
}

/// <summary>An attempt and its response.</summary>
/// <param name="At">When it was sent.</param>
/// <param name="Status">The HTTP status; null when there was no response in time.</param>
/// <param name="Answer">The beginning of the response body, or why there is none.</param>
/// <param name="DurationMs">The time until the response.</param>
internal sealed record SimulatedAttempt(DateTimeOffset At, int? Status, string Answer, int DurationMs)
{
    /// <summary>Whether the status is 2xx, as Svix requires.</summary>
    [JsonIgnore]
    public bool IsSuccess => Status is >= 200 and < 300;
}

[JsonSerializable(typeof(IReadOnlyList<SimulatedDelivery>))]
[JsonSerializable(typeof(SimulatedAttempt))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class DeliveryJson : JsonSerializerContext;
