using System.Text.Json;

namespace ClerkSync.SimulatedClerk.Objects;

/// <summary>Clerk's object for something that was deleted.</summary>
internal static class DeletedJson
{
    /// <summary>Null values are left out.</summary>
    public static void Write(
        Utf8JsonWriter json,
        string kind,
        string id,
        string? slug = null,
        string? externalId = null
    )
    {
        json.WriteStartObject();
        json.WriteString("object", kind);
        json.WriteString("id", id);
        json.WriteBoolean("deleted", true);
        if (slug is not null)
        {
            json.WriteString("slug", slug);
        }

        if (externalId is not null)
        {
            json.WriteString("external_id", externalId);
        }

        json.WriteEndObject();
    }
}
