using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using ClerkSync.Core.Json;

namespace ClerkSync.Core.Webhooks;

/// <summary>Finds the object and the user that an event is about, even if the event cannot be applied.</summary>
internal static partial class EventSubject
{
    public static ClerkId? FindId(JsonElement data) => new ObjectReader(data).FindId("id");

    /// <summary>Finds the user that the payload is about: the object itself, or the user of a membership, a session or an email.</summary>
    public static ClerkId? FindUserId(WebhookEnvelope envelope)
    {
        var data = new ObjectReader(envelope.Data);
        return envelope.Type.StartsWith("user.", StringComparison.Ordinal)
            ? data.FindId("id")
            : data.FindId("user_id")
                ?? data.FindObject("public_user_data")?.FindId("user_id")
                ?? data.FindObject("payer")?.FindId("user_id")
                ?? data.FindId("created_by");
    }

    /// <summary>
    /// Finds the user in an unreadable body, so the payload is deleted with that user: the first <c>user_id</c>, or else the first text
    /// that looks like a user's id.
    /// </summary>
    public static ClerkId? SearchUserId(ReadOnlySpan<byte> body)
    {
        var text = Encoding.UTF8.GetString(body);
        var found = UserIdMember().Match(text) is { Success: true } member ? member : UserId().Match(text);
        return found.Success && IdText.IsValid(found.Groups[1].ValueSpan) ? new ClerkId(found.Groups[1].Value) : null;
    }

    // The quotes of JSON inside a JSON string are escaped.
    [GeneratedRegex("""user_id\\*"\s*:\s*\\*"(user_\w+)""", RegexOptions.CultureInvariant)]
    private static partial Regex UserIdMember();

    // A text that is followed by a colon is a member's name.
    [GeneratedRegex("""\b(user_\w+)\b(?!\\*"\s*:)""", RegexOptions.CultureInvariant)]
    private static partial Regex UserId();
}
