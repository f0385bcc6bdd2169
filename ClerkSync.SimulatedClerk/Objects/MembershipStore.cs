namespace ClerkSync.SimulatedClerk.Objects;

/// <summary>Memberships, indexed by user and by organization.</summary>
internal sealed class MembershipStore : ObjectStore<SimulatedMembership>
{
    private readonly Dictionary<string, HashSet<string>> _ids = [];

    public override void Put(SimulatedMembership item)
    {
        base.Put(item);
        Of(item.UserId).Add(item.Id);
        Of(item.OrganizationId).Add(item.Id);
    }

    public override void Remove(SimulatedMembership item)
    {
        base.Remove(item);
        Of(item.UserId).Remove(item.Id);
        Of(item.OrganizationId).Remove(item.Id);
    }

    /// <summary>Returns the number of memberships of a user or an organization.</summary>
    public int CountOf(string userOrOrganizationId) => _ids.GetValueOrDefault(userOrOrganizationId)?.Count ?? 0;

    /// <summary>Returns the memberships of a user or an organization, oldest first.</summary>
    public IReadOnlyList<SimulatedMembership> FindOf(string userOrOrganizationId) =>
        [
            .. (_ids.GetValueOrDefault(userOrOrganizationId) ?? [])
                .Select(id => Find(id)!)
                .OrderBy(membership => membership.CreatedAt)
                .ThenBy(membership => membership.Id, StringComparer.Ordinal),
        ];

    /// <summary>Null when the user is not a member.</summary>
    public SimulatedMembership? Find(string organizationId, string userId) =>
        (_ids.GetValueOrDefault(userId) ?? [])
            .Select(id => Find(id)!)
            .FirstOrDefault(membership => membership.OrganizationId == organizationId);

    private HashSet<string> Of(string id)
    {
        if (!_ids.TryGetValue(id, out var ids))
        {
            _ids[id] = ids = [];
        }

        return ids;
    }
}
