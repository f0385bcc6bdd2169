namespace ClerkSync.Tests.Webhooks;

/// <summary>The model: what the table must hold once every message was delivered, in whatever order.</summary>
internal static class ExpectedUsers
{
    /// <summary>The live users by id, as their last message says; an email is held by its newest claimant alone.</summary>
    public static IReadOnlyDictionary<string, Expected> After(History history)
    {
        var dead = history
            .Messages.Select(m => m.Event)
            .Where(e => e.Type == "user.deleted")
            .Select(e => e.Id)
            .ToHashSet();
        var last = history
            .Messages.Select(message => message.Event)
            .Where(change => !dead.Contains(change.Id))
            .GroupBy(change => change.Id)
            .Select(changes => changes.MaxBy(change => (change.UpdatedAt, change.EventAt))!)
            .ToList();
        var holders = last.Where(user => user.Email is not null)
            .GroupBy(user => user.Email, StringComparer.OrdinalIgnoreCase)
            .Select(claimants =>
                claimants.OrderBy(c => (c.UpdatedAt, c.EventAt)).ThenBy(c => c.Id, StringComparer.Ordinal).Last().Id
            )
            .ToHashSet();
        return last.ToDictionary(
            user => user.Id,
            user => new Expected(user.FirstName, user.Email, holders.Contains(user.Id) ? user.Email : null)
        );
    }

    internal sealed record Expected(string? FirstName, string? PrimaryEmail, string? Email);
}
