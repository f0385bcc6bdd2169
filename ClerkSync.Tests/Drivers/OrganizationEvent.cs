using System.Text.Json.Nodes;
using ClerkSync.Cli.Trigger;

namespace ClerkSync.Tests.Drivers;

/// <summary>Builds an organization event from Clerk's example.</summary>
internal sealed record OrganizationEvent : ITestEvent
{
    public string Type { get; init; } = "organization.updated";
    public required string Id { get; init; }
    public string Name { get; init; } = "Acme";
    public long UpdatedAt { get; init; }
    public long? EventAt { get; init; }

    public static OrganizationEvent Deleted(string id) => new() { Type = "organization.deleted", Id = id };

    public JsonObject ToJson()
    {
        var json = Examples.Get(Type);
        json["instance_id"] = FakeClerkApi.InstanceId;
        json["timestamp"] = UserEvent.Start + (EventAt ?? UpdatedAt);
        var data = json["data"]!.AsObject();
        data["id"] = Id;
        if (Type != "organization.deleted")
        {
            data["name"] = Name;
            data["updated_at"] = UserEvent.Start + UpdatedAt;
        }

        return json;
    }
}
