using System.Text.Json.Nodes;
using ClerkSync.SimulatedClerk.Api;
using ClerkSync.SimulatedClerk.Deliveries;
using ClerkSync.SimulatedClerk.Objects;

namespace ClerkSync.SimulatedClerk.Simulate;

/// <summary>
/// Sends a caller's events, and applies them to this Clerk's state, so that the mirror still equals it.
/// </summary>
internal sealed class TriggeredEvents(SimulatedClerkServer clerk)
{
    private readonly ClerkState _state = clerk.State;

    /// <summary>Sends an event once. Only its instance id is replaced.</summary>
    /// <exception cref="RejectedRequestException">The event has no type or data, or there is no endpoint.</exception>
    public async Task<SimulatedAttempt> SendAsync(JsonObject json, string svixId, CancellationToken cancellationToken)
    {
        var envelope = new RequestBody(json);
        var type = envelope.GetText("type");
        var data = new RequestBody(envelope.FindObject("data") ?? throw RejectedRequestException.Missing("data"));
        json["instance_id"] = clerk.InstanceId;
        var message = new SimulatedMessage
        {
            Id = svixId,
            Type = type,
            ObjectId = data.Json["id"]?.ToString() ?? "",
            Body = json.ToJsonString(),
            CreatedAt = Adopt(type, data),
        };
        return await clerk.Deliveries.SendAsync(message, cancellationToken)
            ?? throw RejectedRequestException.BadRequest("The simulated Clerk has no endpoint.");
    }

    /// <returns>The time of the event, in milliseconds.</returns>
    private long Adopt(string type, RequestBody data) =>
        _state.Change(change =>
        {
            try
            {
                Adopt(change, type, data);
            }
            catch (RejectedRequestException)
            {
                // The event is malformed. The endpoint's response reports it.
            }

            return change.Now;
        });

    private void Adopt(StateChange change, string type, RequestBody data)
    {
        switch (type)
        {
            case "user.created" or "user.updated":
                Put(change, _state.Users, TriggeredObjects.ReadUser(data));
                break;
            case "organization.created" or "organization.updated":
                Put(change, _state.Organizations, TriggeredObjects.ReadOrganization(data));
                break;
            case "organizationMembership.created" or "organizationMembership.updated":
                PutMembership(change, data);
                break;
            case "user.deleted" when clerk.Users.Find(data.GetText("id")) is { } user:
                clerk.Users.Delete(user.Id, silent: true);
                break;
            case "organization.deleted" when _state.Organizations.Find(data.GetText("id")) is { } organization:
                clerk.Organizations.Delete(organization.Id, silent: true);
                break;
            case "user.deleted" or "organization.deleted" or "organizationMembership.deleted":
                change.Remove(data.GetText("id"));
                break;
        }
    }

    /// <summary>Stores an object unless it was deleted or the stored one is newer.</summary>
    private void Put<T>(StateChange change, ObjectStore<T> table, T item)
        where T : class, IClerkObject
    {
        if (!_state.IsRemoved(item.Id) && !(table.Find(item.Id)?.UpdatedAt >= item.UpdatedAt))
        {
            change.Add(item);
        }
    }

    /// <summary>Stores a membership. Adds its user and organization, with their events, if they are unknown.</summary>
    private void PutMembership(StateChange change, RequestBody data)
    {
        var (membership, organization, user) = TriggeredObjects.ReadMembership(data);
        var rival = _state.Memberships.Find(organization.Id, user.Id);
        if (
            _state.IsRemoved(organization.Id)
            || _state.IsRemoved(user.Id)
            || (rival is not null && rival.Id != membership.Id && rival.UpdatedAt >= membership.UpdatedAt)
        )
        {
            return;
        }

        if (rival is not null && rival.Id != membership.Id)
        {
            change.Remove(rival);
        }

        if (_state.Users.Find(user.Id) is null)
        {
            change.Add(user);
            change.Emit("user.created", user.Id, user.UpdatedAt, json => UserJson.Write(json, user));
        }

        if (_state.Organizations.Find(organization.Id) is null)
        {
            change.Add(organization);
            change.Emit(
                "organization.created",
                organization.Id,
                organization.UpdatedAt,
                json => OrganizationJson.Write(json, MembershipEvents.View(_state, organization))
            );
        }

        Put(change, _state.Memberships, membership);
    }
}
