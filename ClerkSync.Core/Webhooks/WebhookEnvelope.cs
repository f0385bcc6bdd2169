using System.Text.Json;
using ClerkSync.Core.Json;

namespace ClerkSync.Core.Webhooks;

/// <summary>What Clerk wraps around the object of an event.</summary>
internal sealed record WebhookEnvelope
{
    public required string Type { get; init; }

    public required JsonElement Data { get; init; }

    /// <summary>When Clerk sent the event; null where it does not say, or it cannot be read.</summary>
    public DateTimeOffset? Timestamp { get; init; }

    /// <summary>The Clerk instance that sent it; null where it names none that Clerk could have drawn.</summary>
    public string? InstanceId { get; init; }

    /// <summary>Reads an envelope; <see cref="Data"/> lives as long as the document does.</summary>
    /// <exception cref="JsonException">It has no type or no data.</exception>
    public static WebhookEnvelope Read(JsonElement json)
    {
        var envelope = new ObjectReader(json);
        return new WebhookEnvelope
        {
            // A word of Clerk's, which is logged and counted.
            Type = envelope.GetId("type").Value,
            Data = envelope.GetElement("data"),
            InstanceId = envelope.FindId("instance_id")?.Value,
            Timestamp = envelope.FindSecondsOrMilliseconds("timestamp"),
        };
    }
}
