using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.Webhooks;

/// <summary>The model: what the tables must hold once every message was delivered, in whatever order.</summary>
internal static class ExpectedState
{
    /// <summary>The rows as lines, in the order of their ids; each is as its object's last message says.</summary>
    public static IReadOnlyList<string> After(History history)
    {
        var events = history.Messages.Select(message => message.Event).ToList();
        var dead = events
            .Where(e => e.Type.EndsWith(".deleted", StringComparison.Ordinal))
            .Select(e => e.Id)
            .ToHashSet();
        var last = events
            .Where(e => !dead.Contains(e.Id))
            .GroupBy(e => e.Id)
            .Select(changes => changes.MaxBy(change => (change.UpdatedAt, change.EventAt))!)
            .ToList();
        return
        [
            .. Users([.. last.OfType<UserEvent>()])
                .Concat(
                    last.OfType<OrganizationEvent>().Select(organization => $"{organization.Id} {organization.Name}")
                )
                .Concat(Memberships(last.OfType<MembershipEvent>(), dead))
                .Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>An email is held by its newest claimant alone.</summary>
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

    /// <summary>A membership ends with its user or its organization; of one pair the newest is current.</summary>
    private static IEnumerable<string> Memberships(IEnumerable<MembershipEvent> memberships, HashSet<string> dead) =>
        memberships
            .Where(m => !dead.Contains(m.UserId) && !dead.Contains(m.OrganizationId))
            .GroupBy(m => (m.UserId, m.OrganizationId))
            .Select(pair =>
                pair.OrderBy(m => (m.UpdatedAt, m.EventAt)).ThenBy(m => m.Id, StringComparer.Ordinal).Last()
            )
            .Select(m => $"{m.Id} {m.Role} {m.UserId} {m.OrganizationId}");
}
