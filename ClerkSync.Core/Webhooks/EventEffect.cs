using ClerkSync.Core.Users;

namespace ClerkSync.Core.Webhooks;

/// <summary>What a batch of events did.</summary>
internal sealed class EventEffect
{
    private readonly HashSet<ClerkId> _buried = [];
    private readonly Dictionary<ClerkId, (DateTimeOffset UpdatedAt, DateTimeOffset EventAt)> _written = [];
    private readonly List<ClerkId> _deletedUsers = [];
    private readonly List<ClerkId> _deletedWithoutRow = [];
    private readonly List<ClerkId> _withoutTheirEmail = [];

    /// <summary>Users whose deletion was among the events.</summary>
    public IReadOnlyList<ClerkId> DeletedUsers => _deletedUsers;

    /// <summary>Those of them who had no row.</summary>
    public IReadOnlyList<ClerkId> DeletedWithoutRow => _deletedWithoutRow;

    /// <summary>Users who claim an email that another one holds now.</summary>
    public IReadOnlyList<ClerkId> WithoutTheirEmail => _withoutTheirEmail;

    /// <summary>The outcome of an event of the batch.</summary>
    public WebhookOutcome OutcomeOf(ClerkEvent clerkEvent) =>
        clerkEvent switch
        {
            ClerkEvent.Deleted deletion => AppliedIf(_buried.Contains(deletion.Id)),
            ClerkEvent.UserChanged { User: var user } => AppliedIf(IsWritten(user.Id, (user.UpdatedAt, user.EventAt))),
            ClerkEvent.OrganizationChanged { Organization: var organization } => AppliedIf(
                IsWritten(organization.Id, (organization.UpdatedAt, organization.EventAt))
            ),
            ClerkEvent.MembershipChanged { Membership: var membership } => AppliedIf(
                IsWritten(membership.Id, (membership.UpdatedAt, membership.EventAt))
            ),
            _ => WebhookOutcome.Ignored,
        };

    public void AddWritten(ClerkId id, (DateTimeOffset UpdatedAt, DateTimeOffset EventAt) version) =>
        _written[id] = version;

    public void AddWithoutTheirEmail(IEnumerable<ClerkId> ids) => _withoutTheirEmail.AddRange(ids);

    public void AddBuried(IEnumerable<ClerkId> ids) => _buried.UnionWith(ids);

    public void AddDeletedUsers(IReadOnlyList<ClerkId> ids, DeleteResult result)
    {
        _deletedUsers.AddRange(ids);
        _deletedWithoutRow.AddRange(ids.Except(result.Deleted));
        _buried.UnionWith(result.Buried);
    }

    private bool IsWritten(ClerkId id, (DateTimeOffset UpdatedAt, DateTimeOffset EventAt) version) =>
        _written.TryGetValue(id, out var newest) && newest == version;

    private static WebhookOutcome AppliedIf(bool changed) => changed ? WebhookOutcome.Applied : WebhookOutcome.Stale;
}
