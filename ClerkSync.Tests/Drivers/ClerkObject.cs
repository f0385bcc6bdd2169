using System.Text.Json.Nodes;

namespace ClerkSync.Tests.Drivers;

/// <summary>Builds objects of Clerk's Backend API with only the required fields.</summary>
internal static class ClerkObject
{
    public static JsonObject Create(string id, long createdAt) =>
        new()
        {
            ["id"] = id,
            ["created_at"] = createdAt,
            ["updated_at"] = createdAt,
        };

    public static JsonObject CreateMembership(string organization, string id, long createdAt)
    {
        var membership = Create(id, createdAt);
        membership["organization"] = new JsonObject { ["id"] = organization };
        membership["public_user_data"] = new JsonObject { ["user_id"] = $"user_of_{id}" };
        return membership;
    }
}
