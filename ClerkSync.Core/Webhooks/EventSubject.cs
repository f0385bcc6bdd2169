using System.Text.Json;
using ClerkSync.Core.Json;

namespace ClerkSync.Core.Webhooks;

/// <summary>Finds what an event is about, also in events that are not applied or cannot be.</summary>
internal static class EventSubject
{
    public static ClerkId? FindId(JsonElement? data) => FindText(data, "id");

    /// <summary>The user whom the payload tells of: himself, or the one of a membership, a session or an email.</summary>
    public static ClerkId? FindUserId(WebhookEnvelope? envelope) =>
        envelope is null ? null
        : envelope.Type.StartsWith("user.", StringComparison.Ordinal) ? FindId(envelope.Data)
        : FindText(envelope.Data, "user_id")
            ?? FindText(FindObject(envelope.Data, "public_user_data"), "user_id")
            ?? FindText(FindObject(envelope.Data, "payer"), "user_id")
            ?? FindText(envelope.Data, "created_by");

    /// <summary>The instance that sent the event; null when it is not named by a word that Clerk could have drawn.</summary>
    public static string? FindInstanceId(WebhookEnvelope? envelope) =>
        envelope?.InstanceId is { ValueKind: JsonValueKind.String } text
        && text.GetString() is { Length: > 0 and <= ClerkIdConverter.MaxLength } value
        && value.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-')
            ? value
            : null;

    private static ClerkId? FindText(JsonElement? data, string name) =>
        Find(data, name) is { ValueKind: JsonValueKind.String } text
        && text.GetString() is { Length: > 0 and <= ClerkIdConverter.MaxLength } value
            ? new ClerkId(value)
            : null;

    private static JsonElement? FindObject(JsonElement data, string name) =>
        Find(data, name) is { ValueKind: JsonValueKind.Object } found ? found : null;

    private static JsonElement? Find(JsonElement? data, string name) =>
        data is { ValueKind: JsonValueKind.Object } found && found.TryGetProperty(name, out var value) ? value : null;
}
