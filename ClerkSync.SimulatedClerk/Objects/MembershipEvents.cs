namespace ClerkSync.SimulatedClerk.Objects;

/// <summary>Creates the views of memberships that events and responses contain, and deletes memberships.</summary>
internal static class MembershipEvents
{
    /// <summary>Returns an organization with its number of members.</summary>
    public static OrganizationView View(ClerkState state, SimulatedOrganization organization) =>
        new(organization, state.Memberships.CountOf(organization.Id));

    /// <summary>Returns a membership with its user and organization, which must exist.</summary>
    public static MembershipView View(ClerkState state, SimulatedMembership membership) =>
        new(
            membership,
            View(state, state.Organizations.Find(membership.OrganizationId)!),
            state.Users.Find(membership.UserId)!
        );

    /// <summary>Adds an event about a membership.</summary>
    public static void Emit(ClerkState state, StateChange change, string type, SimulatedMembership membership, long at)
    {
        var view = View(state, membership);
        change.Emit(type, membership.Id, at, json => OrganizationJson.WriteMembership(json, view));
    }

    /// <summary>Deletes a membership. Its user and organization must still exist.</summary>
    public static void Delete(ClerkState state, StateChange change, SimulatedMembership membership, bool silent)
    {
        if (!silent)
        {
            var at = state.NextMembershipTime(change.After(membership));
            Emit(state, change, "organizationMembership.deleted", membership, at);
        }

        change.Remove(membership);
    }
}
