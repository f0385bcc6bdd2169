using System.Text.Json.Serialization;

namespace ClerkSync.SimulatedClerk.Deliveries;

/// <summary>What became of a message. Immutable: an attempt makes another one.</summary>
internal sealed record SimulatedDelivery
{
    /// <summary>What is delivered.</summary>
    public required SimulatedMessage Message { get; init; }

    /// <summary>How it stands.</summary>
    public DeliveryStatus Status { get; init; } = DeliveryStatus.Pending;

    /// <summary>The attempts, oldest first.</summary>
    public IReadOnlyList<SimulatedAttempt> Attempts { get; init; } = [];

    /// <summary>When it is tried again; null when it is not, or is being tried.</summary>
    public DateTimeOffset? NextAttemptAt { get; init; }
}

/// <summary>How a delivery stands.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DeliveryStatus>))]
internal enum DeliveryStatus
{
    /// <summary>It waits for an attempt or for an answer.</summary>
    [JsonStringEnumMemberName("pending")]
    Pending,

    /// <summary>It was answered with 2xx.</summary>
    [JsonStringEnumMemberName("delivered")]
    Delivered,

    /// <summary>Every attempt failed.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,

    /// <summary>The knob lost it: it is never sent.</summary>
    [JsonStringEnumMemberName("lost")]
    Lost,

    /// <summary>The endpoint was off: it is never sent by itself.</summary>
    [JsonStringEnumMemberName("skipped")]
    Skipped,
}

/// <summary>An attempt and its answer.</summary>
/// <param name="At">When it was sent.</param>
/// <param name="Status">The HTTP status; null when nobody answered in time.</param>
/// <param name="Answer">The beginning of the answer's body, or why there is none.</param>
/// <param name="DurationMs">How long the answer took.</param>
internal sealed record SimulatedAttempt(DateTimeOffset At, int? Status, string Answer, int DurationMs)
{
    /// <summary>Only 2xx counts.</summary>
    [JsonIgnore]
    public bool IsSuccess => Status is >= 200 and < 300;
}

[JsonSerializable(typeof(IReadOnlyList<SimulatedDelivery>))]
[JsonSerializable(typeof(SimulatedAttempt))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class DeliveryJson : JsonSerializerContext;
