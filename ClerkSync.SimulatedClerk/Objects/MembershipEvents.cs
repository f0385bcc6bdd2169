namespace ClerkSync.SimulatedClerk.Objects;

/// <summary>Memberships as events and answers show them, and their end.</summary>
internal static class MembershipEvents
{
    /// <summary>An organization with the number of its members.</summary>
    public static OrganizationView View(ClerkState state, SimulatedOrganization organization) =>
        new(organization, state.Memberships.CountOf(organization.Id));

    /// <summary>A membership with both its ends, which are there.</summary>
    public static MembershipView View(ClerkState state, SimulatedMembership membership) =>
        new(
            membership,
            View(state, state.Organizations.Find(membership.OrganizationId)!),
            state.Users.Find(membership.UserId)!
        );

    /// <summary>Tells of a membership.</summary>
    public static void Emit(ClerkState state, StateChange change, string type, SimulatedMembership membership, long at)
    {
        var view = View(state, membership);
        change.Emit(type, membership.Id, at, json => OrganizationJson.WriteMembership(json, view));
    }

    /// <summary>Ends a membership while its user and organization are still there.</summary>
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
