using System.Text.Json;

namespace ClerkSync.SimulatedClerk.Objects;

/// <summary>Clerk's session object.</summary>
/// <remarks>Source: Clerk's Backend API specification 2026-05-12.</remarks>
internal static class SimulatedSessionJson
{
    private static readonly long Life = (long)TimeSpan.FromDays(7).TotalMilliseconds;
    private static readonly long Abandonment = (long)TimeSpan.FromDays(30).TotalMilliseconds;

    /// <param name="user">Events also contain the user; null in a response of the Backend API.</param>
    public static void Write(Utf8JsonWriter json, SimulatedSession session, SimulatedUser? user = null)
    {
        json.WriteStartObject();
        json.WriteString("object", "session");
        json.WriteString("id", session.Id);
        json.WriteString("client_id", session.ClientId);
        json.WriteString("user_id", session.UserId);
        if (user is not null)
        {
            json.WritePropertyName("user");
            UserJson.Write(json, user);
        }

        json.WriteNull("actor");
        json.WriteString("status", session.Status);
        json.WriteString("last_active_organization_id", session.OrganizationId);
        json.WriteNumber("last_active_at", session.UpdatedAt);
        json.WriteNull("latest_activity");
        json.WriteNumber("expire_at", session.CreatedAt + Life);
        json.WriteNumber("abandon_at", session.CreatedAt + Abandonment);
        json.WriteNumber("created_at", session.CreatedAt);
        json.WriteNumber("updated_at", session.UpdatedAt);
        json.WriteEndObject();
    }
}
