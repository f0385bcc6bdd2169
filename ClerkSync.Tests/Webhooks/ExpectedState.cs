using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.Webhooks;

/// <summary>The model: the content of the tables once every message is delivered, in any order.</summary>
internal static class ExpectedState
{
    /// <summary>Returns the rows as lines in the order of their IDs. Each row matches the last message about its object.</summary>
    public static IReadOnlyList<string> After(History history)
    {
        var events = history.Messages.Select(message => message.Event).ToList();
        var deletedIds = events
            .Where(e => e.Type.EndsWith(".deleted", StringComparison.Ordinal))
            .Select(e => e.Id)
            .ToHashSet();
        var last = events
            .Where(e => !deletedIds.Contains(e.Id))
            .GroupBy(e => e.Id)
            .Select(changes => changes.MaxBy(change => (change.UpdatedAt, change.EventAt))!)
            .ToList();
        return
        [
            .. Users([.. last.OfType<UserEvent>()])
                .Concat(
                    last.OfType<OrganizationEvent>().Select(organization => $"{organization.Id} {organization.Name}")
                )
                .Concat(Memberships(last.OfType<MembershipEvent>(), deletedIds))
                .Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>Only the newest claimant holds an email.</summary>
    private static IEnumerable<string> Users(IReadOnlyList<UserEvent> users)
    {
        var holders = users
            .Where(user => user.Email is not null)
            .GroupBy(user => user.Email, StringComparer.OrdinalIgnoreCase)
            .Select(claimants =>
                claimants.OrderBy(c => (c.UpdatedAt, c.EventAt)).ThenBy(c => c.Id, StringComparer.Ordinal).Last().Id
            )
            .ToHashSet();
        return users.Select(user =>
            $"{user.Id} {user.FirstName} claims {user.Email} holds {(holders.Contains(user.Id) ? user.Email : null)}"
        );
    }

    /// <summary>
    /// A membership ends with its user or its organization. Of several memberships of a user in an organization, the newest is current.
    /// </summary>
    private static IEnumerable<string> Memberships(
        IEnumerable<MembershipEvent> memberships,
        HashSet<string> deletedIds
    ) =>
        memberships
            .Where(m => !deletedIds.Contains(m.UserId) && !deletedIds.Contains(m.OrganizationId))
            .GroupBy(m => (m.UserId, m.OrganizationId))
            .Select(pair =>
                pair.OrderBy(m => (m.UpdatedAt, m.EventAt)).ThenBy(m => m.Id, StringComparer.Ordinal).Last()
            )
            .Select(m => $"{m.Id} {m.Role} {m.UserId} {m.OrganizationId}");
}
