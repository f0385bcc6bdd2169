using System.Text.Json;
using System.Text.Json.Serialization;
using ClerkSync.Core.Json;

namespace ClerkSync.Core.Webhooks;

/// <summary>What Clerk wraps around the object of an event.</summary>
internal sealed record WebhookEnvelope
{
    public required string Type { get; init; }

    public required JsonElement Data { get; init; }

    /// <summary>When Clerk sent the event; null where it does not say.</summary>
    [JsonConverter(typeof(EpochTime.SecondsOrMilliseconds))]
    public DateTimeOffset? Timestamp { get; init; }

    /// <summary>The Clerk instance that sent it, as text; anything else counts as none.</summary>
    public JsonElement InstanceId { get; init; }
}
