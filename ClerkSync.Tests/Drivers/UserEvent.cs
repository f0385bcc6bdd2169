using System.Text.Json.Nodes;
using ClerkSync.Cli.Trigger;

namespace ClerkSync.Tests.Drivers;

/// <summary>Builds a user event from Clerk's example. A test sets only the values that it is about.</summary>
internal sealed record UserEvent : ITestEvent
{
    /// <summary>2024-05-28 08:00:00 UTC, the time of Clerk's examples.</summary>
    public const long Start = 1_716_883_200_000;

    public string Type { get; init; } = "user.updated";
    public required string Id { get; init; }
    public string? Email { get; init; }
    public string? FirstName { get; init; } = "Ada";

    /// <summary>Milliseconds after <see cref="Start"/>.</summary>
    public long UpdatedAt { get; init; }

    /// <summary>Milliseconds after <see cref="Start"/>; null means <see cref="UpdatedAt"/>.</summary>
    public long? EventAt { get; init; }

    public JsonNode? UnsafeMetadata { get; init; } = new JsonObject();

    public static string NewId() => $"user_{Guid.NewGuid():n}";

    public static UserEvent Created(string id) => new() { Type = "user.created", Id = id };

    public static UserEvent Updated(string id) => new() { Type = "user.updated", Id = id };

    public static UserEvent Deleted(string id) => new() { Type = "user.deleted", Id = id };

    public JsonObject ToJson()
    {
        var json = Examples.Get(Type);
        json["instance_id"] = FakeClerkApi.InstanceId;
        json["timestamp"] = Start + (EventAt ?? UpdatedAt);
        var data = json["data"]!.AsObject();
        data["id"] = Id;
        if (Type == "user.deleted")
        {
            return json;
        }

        data["first_name"] = FirstName;
        data["updated_at"] = Start + UpdatedAt;
        data["unsafe_metadata"] = UnsafeMetadata?.DeepClone();
        data["primary_email_address_id"] = Email is null ? null : "idn_primary";
        data["email_addresses"] = Email is null
            ? new JsonArray()
            : new JsonArray(
                new JsonObject { ["id"] = "idn_other", ["email_address"] = $"other-{Email}" },
                new JsonObject { ["id"] = "idn_primary", ["email_address"] = Email }
            );
        return json;
    }
}
