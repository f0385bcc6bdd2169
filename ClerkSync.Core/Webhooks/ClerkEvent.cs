using System.Text.Json;
using ClerkSync.Core.Json;
using ClerkSync.Core.Users;

namespace ClerkSync.Core.Webhooks;

/// <summary>What an event asks for.</summary>
internal abstract record ClerkEvent
{
    /// <summary>Clerk's word, such as <c>user.created</c>; null when even that cannot be read.</summary>
    public string? Type { get; init; }

    /// <summary>The object that the event is about; null when it has no id.</summary>
    public ClerkId? ClerkId { get; init; }

    /// <summary>When Clerk sent it; null when it did not say.</summary>
    public DateTimeOffset? EventAt { get; init; }

    /// <summary>Reads an event.</summary>
    /// <param name="body">The verified bytes.</param>
    /// <param name="receivedAt">Stands in for the event's time where a deletion carries none.</param>
    public static ClerkEvent Read(ReadOnlyMemory<byte> body, DateTimeOffset receivedAt)
    {
        WebhookEnvelope? envelope = null;
        try
        {
            var json = PostgresText.MakeStorable(body);
            envelope = JsonSerializer.Deserialize(json.Span, ClerkJson.Default.WebhookEnvelope);
            return envelope is null ? new Unreadable { Reason = "envelope $" } : Read(envelope, receivedAt);
        }
        catch (JsonException exception)
        {
            return new Unreadable
            {
                Type = envelope?.Type,
                ClerkId = FindId(envelope?.Data),
                EventAt = envelope?.Timestamp,
                // The message would repeat what stands there.
                Reason = envelope is null ? $"envelope {exception.Path}" : $"data {exception.Path}",
            };
        }
    }

    private static ClerkEvent Read(WebhookEnvelope envelope, DateTimeOffset receivedAt) =>
        envelope.Type switch
        {
            "user.created" or "user.updated" => ReadUserChanged(envelope),
            "user.deleted" => ReadUserDeleted(envelope, receivedAt),
            _ => new Unhandled
            {
                Type = envelope.Type,
                ClerkId = FindId(envelope.Data),
                EventAt = envelope.Timestamp,
            },
        };

    private static UserChanged ReadUserChanged(WebhookEnvelope envelope)
    {
        var payload = envelope.Data.Deserialize(ClerkJson.Default.UserPayload) ?? throw new JsonException();
        return new UserChanged
        {
            Type = envelope.Type,
            ClerkId = payload.Id,
            EventAt = envelope.Timestamp,
            User = ClerkUser.From(payload, envelope.Timestamp),
        };
    }

    private static UserDeleted ReadUserDeleted(WebhookEnvelope envelope, DateTimeOffset receivedAt)
    {
        var payload = envelope.Data.Deserialize(ClerkJson.Default.DeletedPayload) ?? throw new JsonException();
        return new UserDeleted
        {
            Type = envelope.Type,
            ClerkId = payload.Id,
            EventAt = envelope.Timestamp,
            User = payload.Id,
            DeletedAt = envelope.Timestamp ?? receivedAt,
        };
    }

    private static ClerkId? FindId(JsonElement? data) =>
        data is { ValueKind: JsonValueKind.Object } found
        && found.TryGetProperty("id", out var id)
        && id.ValueKind == JsonValueKind.String
            ? new ClerkId(id.GetString()!)
            : null;

    internal sealed record UserChanged : ClerkEvent
    {
        public required ClerkUser User { get; init; }
    }

    internal sealed record UserDeleted : ClerkEvent
    {
        public required ClerkId User { get; init; }
        public required DateTimeOffset DeletedAt { get; init; }
    }

    /// <summary>A type that there is nothing to do for, or that is not known yet.</summary>
    internal sealed record Unhandled : ClerkEvent;

    /// <summary>An event that lacks what it needs, or is no event.</summary>
    internal sealed record Unreadable : ClerkEvent
    {
        /// <summary>Where the trouble is, never what stands there.</summary>
        public required string Reason { get; init; }
    }
}
