using System.Text.Json;
using ClerkSync.Core.Json;

namespace ClerkSync.Core.Webhooks;

/// <summary>The envelope around an event's object.</summary>
internal sealed record WebhookEnvelope
{
    public required string Type { get; init; }
    public required JsonElement Data { get; init; }

    /// <summary>When Clerk sent the event; null when missing or unreadable.</summary>
    public DateTimeOffset? Timestamp { get; init; }

    /// <summary>The Clerk instance that sent it; null when missing or not an id.</summary>
    public string? InstanceId { get; init; }

    /// <summary>Reads an envelope. <see cref="Data"/> is valid until the document is disposed.</summary>
    /// <exception cref="JsonException">The envelope has no type or no data.</exception>
    public static WebhookEnvelope Read(JsonElement json)
    {
        var envelope = new ObjectReader(json);
        return new WebhookEnvelope
        {
            // It is logged and used as a metric tag, so it must be a valid id text.
            Type = envelope.GetId("type").Value,
            Data = envelope.GetElement("data"),
            InstanceId = envelope.FindId("instance_id")?.Value,
            Timestamp = envelope.FindSecondsOrMilliseconds("timestamp"),
        };
    }
}
