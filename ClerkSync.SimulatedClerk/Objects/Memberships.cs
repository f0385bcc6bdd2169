using ClerkSync.SimulatedClerk.Api;

namespace ClerkSync.SimulatedClerk.Objects;

/// <summary>Creates, changes and deletes memberships. Every change delivers its events.</summary>
internal sealed class Memberships(ClerkState state)
{
    /// <summary>Returns all memberships, oldest first.</summary>
    public IReadOnlyList<MembershipView> All() =>
        state.Read(() => state.Memberships.ByCreation().Select(View).ToList());

    /// <summary>Returns the memberships of a user or an organization, oldest first.</summary>
    public IReadOnlyList<MembershipView> Of(string userOrOrganizationId) =>
        state.Read(() => state.Memberships.FindOf(userOrOrganizationId).Select(View).ToList());

    /// <summary>Adds a member.</summary>
    /// <exception cref="RejectedRequestException">
    /// The organization, user or role is unknown, or the user is already a member.
    /// </exception>
    public MembershipView Create(string organizationId, string userId, string role, Metadata? metadata = null) =>
        state.Change(change =>
        {
            EnsureRole(role);
            _ =
                state.Organizations.Find(organizationId)
                ?? throw RejectedRequestException.NotFound("organization", organizationId);
            _ = state.Users.Find(userId) ?? throw RejectedRequestException.NotFound("user", userId);
            if (state.Memberships.Find(organizationId, userId) is not null)
            {
                throw new RejectedRequestException(
                    400,
                    "already_a_member_in_organization",
                    "already a member",
                    $"User {userId} is already a member of the organization."
                );
            }

            return View(Create(state, change, organizationId, userId, role, metadata ?? Metadata.Empty));
        });

    /// <exception cref="RejectedRequestException">The membership does not exist, or the role is unknown.</exception>
    public MembershipView Update(
        string organizationId,
        string userId,
        Func<SimulatedMembership, SimulatedMembership> update
    ) =>
        state.Change(change =>
        {
            var old = GetHere(organizationId, userId);
            var changed = update(old);
            EnsureRole(changed.Role);
            var membership = change.Replace(old, changed);
            MembershipEvents.Emit(state, change, "organizationMembership.updated", membership, membership.UpdatedAt);
            return View(membership);
        });

    /// <returns>The membership as it was.</returns>
    /// <exception cref="RejectedRequestException">The membership does not exist.</exception>
    public MembershipView Delete(string organizationId, string userId, bool silent = false) =>
        state.Change(change =>
        {
            var membership = GetHere(organizationId, userId);
            var view = View(membership);
            MembershipEvents.Delete(state, change, membership, silent);
            return view;
        });

    /// <summary>Adds a membership as a step of a change. The caller has validated the arguments.</summary>
    public static SimulatedMembership Create(
        ClerkState state,
        StateChange change,
        string organizationId,
        string userId,
        string role,
        Metadata metadata
    )
    {
        // Later than the deletion of an earlier membership of the same user and organization, because clients order
        // events by time.
        var createdAt = state.NextMembershipTime(change.Now);
        var membership = change.Add(
            new SimulatedMembership
            {
                Id = SimulatedIds.Draw("orgmem"),
                OrganizationId = organizationId,
                UserId = userId,
                Role = role,
                Metadata = metadata,
                CreatedAt = createdAt,
                UpdatedAt = createdAt,
            }
        );
        MembershipEvents.Emit(state, change, "organizationMembership.created", membership, createdAt);
        return membership;
    }

    private MembershipView View(SimulatedMembership membership) => MembershipEvents.View(state, membership);

    private SimulatedMembership GetHere(string organizationId, string userId) =>
        state.Memberships.Find(organizationId, userId)
        ?? throw RejectedRequestException.NotFound("organization membership", $"{organizationId} of {userId}");

    private static void EnsureRole(string role)
    {
        if (!Roles.IsKnown(role))
        {
            throw new RejectedRequestException(
                404,
                "resource_not_found",
                "Resource not found",
                $"No role was found with key {role}; there are {Roles.Admin} and {Roles.Member}."
            );
        }
    }
}
