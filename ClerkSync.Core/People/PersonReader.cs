using ClerkSync.Core.Access.Checks;
using ClerkSync.Core.ApiKeys;
using ClerkSync.Core.Credits;
using ClerkSync.Core.Database;
using ClerkSync.Core.Deliveries;
using ClerkSync.Core.Organizations;
using ClerkSync.Core.Plans;
using ClerkSync.Core.Users;

namespace ClerkSync.Core.People;

/// <summary>Finds people, and reads what is recorded about a person.</summary>
public sealed class PersonReader
{
    private readonly UserLookup _users;
    private readonly MembershipReader _memberships;
    private readonly DeliveryReader _deliveries;
    private readonly PlanHistory _plans;
    private readonly CreditHistory _credits;
    private readonly ApiKeyService _keys;
    private readonly AccessIncidents _incidents;

    internal PersonReader(
        UserLookup users,
        MembershipReader memberships,
        DeliveryReader deliveries,
        PlanHistory plans,
        CreditHistory credits,
        ApiKeyService keys,
        AccessIncidents incidents
    ) =>
        (_users, _memberships, _deliveries, _plans, _credits, _keys, _incidents) = (
            users,
            memberships,
            deliveries,
            plans,
            credits,
            keys,
            incidents
        );

    /// <summary>Finds at most <see cref="UserLookup.MostFound"/> users by a whole id, a whole email or the beginning of a name.</summary>
    internal async Task<IReadOnlyList<FoundPerson>> SearchAsync(string text, CancellationToken cancellationToken) =>
        StorableText.IsValid(text) ? await _users.SearchAsync(text, cancellationToken) : [];

    /// <summary>Finds the users of deliveries that have a row, in any order.</summary>
    internal Task<IReadOnlyList<FoundPerson>> FindAsync(
        IEnumerable<DeliveryRecord> deliveries,
        CancellationToken cancellationToken
    ) =>
        _users.FindAsync(
            [.. deliveries.Select(delivery => delivery.UserClerkId).OfType<string>().Distinct()],
            cancellationToken
        );

    /// <summary>Returns null when there never was such a user.</summary>
    internal async Task<Person?> FindAsync(ClerkId id, CancellationToken cancellationToken)
    {
        if (!StorableText.IsValid(id.Value) || await _users.FindAsync(id, cancellationToken) is not { } row)
        {
            return null;
        }

        var deliveries = await _deliveries.ListAboutAsync(id, Timeline.MostEntries, cancellationToken);
        var plans = await _plans.ListAsync(id, Timeline.MostEntries, cancellationToken);
        var credits = await _credits.ListAsync(id, Timeline.MostEntries, after: null, cancellationToken);
        var keys = await _keys.ListLivesAsync(id, Timeline.MostEntries, cancellationToken);
        var steps = await _incidents.ListLedgerAsync(id.Value, Timeline.MostEntries, cancellationToken);
        return new Person
        {
            Row = row,
            Version = Explain(row, deliveries),
            Memberships = await _memberships.ListAsync(id, cancellationToken),
            Timeline = Timeline.Merge(
                deliveries.SelectMany(Timeline.Of),
                plans.Select(Timeline.Of),
                credits.Transactions.Select(Timeline.Of),
                keys.SelectMany(Timeline.Of),
                steps.Select(Timeline.Of)
            ),
            Incidents = await _incidents.ListOpenAsync(id.Value, cancellationToken),
        };
    }

    /// <summary>Reads the private metadata, and records that it was read.</summary>
    /// <returns>A JSON object; null when there is no such row.</returns>
    internal Task<string?> ShowPrivateMetadataAsync(ClerkId id, CancellationToken cancellationToken) =>
        _users.ShowPrivateMetadataAsync(id, cancellationToken);

    private static PersonVersion? Explain(PersonRow row, IReadOnlyList<DeliveryRecord> deliveries)
    {
        if (row.DeletedAt is not null || row is not { ClerkUpdatedAt: { } updatedAt, ClerkEventAt: { } eventAt })
        {
            return null;
        }

        var delivery = deliveries.FirstOrDefault(one =>
            one.ClerkId == row.ClerkId && one.Outcome == "applied" && one.EventAt == eventAt
        );
        return new PersonVersion(
            updatedAt,
            eventAt,
            updatedAt == DateTimeOffset.UnixEpoch ? "It comes from a session token; no webhook has arrived yet."
                : eventAt == updatedAt ? "It was read from Clerk's API, not from a webhook."
                : delivery is not null ? $"It comes from the webhook {delivery.EventType} ({delivery.SvixId})."
                : "It comes from a webhook."
        );
    }
}
