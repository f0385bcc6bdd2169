using ClerkSync.Core.Deliveries;
using ClerkSync.Core.Users;

namespace ClerkSync.Core.Overview;

/// <summary>Reads the failed deliveries, by cause.</summary>
public sealed class FailureReader
{
    private readonly DeliveryStatistics _deliveries;
    private readonly FailureRules _rules;
    private readonly UserLookup _users;

    internal FailureReader(DeliveryStatistics deliveries, FailureRules rules, UserLookup users) =>
        (_deliveries, _rules, _users) = (deliveries, rules, users);

    /// <inheritdoc cref="DeliveryStatistics.GroupFailuresAsync"/>
    internal Task<IReadOnlyList<FailureGroup>> ListAsync(
        DateTimeOffset? since,
        int limit,
        string? cause,
        CancellationToken cancellationToken
    ) => _deliveries.GroupFailuresAsync(since, limit, cause, cancellationToken);

    /// <summary>Returns the groups with their <see cref="FailureGroup.Details"/>, in three more queries for all groups.</summary>
    internal async Task<IReadOnlyList<FailureGroup>> AddDetailsAsync(
        IReadOnlyList<FailureGroup> groups,
        DateTimeOffset? since,
        CancellationToken cancellationToken
    )
    {
        var rules = await _rules.FindAsync(groups, cancellationToken);
        var affected = await _deliveries.ListAffectedAsync(groups, since, cancellationToken);
        var ids = affected.SelectMany(objects => objects).Select(one => one.ClerkId).ToList();
        var people = (await _users.FindAsync(ids, cancellationToken)).ToDictionary(person => person.ClerkId);
        return [.. groups.Select(AddDetails)];

        FailureGroup AddDetails(FailureGroup group)
        {
            var objects = affected[group.Filter.Cause].ToList();
            return group with
            {
                Details = new FailureDetails
                {
                    Rules = rules is null ? null : [.. rules[group.Filter.Cause]],
                    AffectedCount = objects is [var first, ..] ? first.Count : 0,
                    Affected = [.. objects.Select(one => one.ClerkId)],
                    People = [.. objects.Select(one => people.GetValueOrDefault(one.ClerkId)).OfType<FoundPerson>()],
                },
            };
        }
    }
}
