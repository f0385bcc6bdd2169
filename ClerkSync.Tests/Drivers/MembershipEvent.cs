using System.Text.Json.Nodes;
using ClerkSync.Cli.Trigger;

namespace ClerkSync.Tests.Drivers;

/// <summary>Builds a membership event from Clerk's example. A deletion also contains the whole object.</summary>
internal sealed record MembershipEvent : ITestEvent
{
    public string Type { get; init; } = "organizationMembership.updated";
    public required string Id { get; init; }
    public required string OrganizationId { get; init; }
    public required string UserId { get; init; }
    public string Role { get; init; } = "org:member";
    public long UpdatedAt { get; init; }
    public long? EventAt { get; init; }

    public MembershipEvent Deleted() => this with { Type = "organizationMembership.deleted" };

    public JsonObject ToJson()
    {
        var json = Examples.Get(Type);
        json["instance_id"] = FakeClerkApi.InstanceId;
        json["timestamp"] = UserEvent.Start + (EventAt ?? UpdatedAt);
        var data = json["data"]!.AsObject();
        data["id"] = Id;
        data["role"] = Role;
        data["organization"]!["id"] = OrganizationId;
        data["public_user_data"]!["user_id"] = UserId;
        data["updated_at"] = UserEvent.Start + UpdatedAt;
        return json;
    }
}
