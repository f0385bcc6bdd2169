using ClerkSync.SimulatedClerk.Objects;

namespace ClerkSync.SimulatedClerk.Api;

/// <summary>Selects the users that match a query.</summary>
internal sealed class UserFilter
{
    private static readonly string[] Identifiers = ["email_address", "phone_number", "username", "external_id"];

    private readonly List<Func<SimulatedUser, bool>> _conditions = [];

    /// <summary>Reads the conditions. Call it while the state is locked.</summary>
    /// <exception cref="RejectedRequestException">A parameter is malformed.</exception>
    public UserFilter(ClerkState state, ListQuery query)
    {
        AddIds(state, query.FindTexts("user_id"));
        foreach (var name in Identifiers)
        {
            AddOwners(state, name, query.FindTexts(name));
        }

        AddMembers(state, query.FindTexts("organization_id"));
        AddSearches(query);
        AddTimes(query, "last_active_at", user => user.LastActiveAt);
        AddTimes(query, "last_sign_in_at", user => user.LastSignInAt);
        AddTimes(query, "created_at", user => user.CreatedAt);
        if (query.FindNumber("last_active_at_since") is { } since)
        {
            _conditions.Add(user => user.LastActiveAt >= since);
        }

        if (query.FindFlag("banned") is { } banned)
        {
            _conditions.Add(user => user.Banned == banned);
        }
    }

    /// <summary>Whether the query has no conditions, so that every user matches.</summary>
    public bool IsEmpty => _conditions.Count == 0;

    /// <summary>Users found by index, among which are all matches; null when all users must be searched.</summary>
    public IReadOnlyCollection<SimulatedUser>? Candidates { get; private set; }

    public bool Matches(SimulatedUser user) => _conditions.TrueForAll(condition => condition(user));

    private void AddIds(ClerkState state, IReadOnlyList<string> ids)
    {
        var excluded = ids.Where(id => id.StartsWith('-')).Select(id => id[1..]).ToHashSet();
        // An unescaped plus sign in a query is decoded as a space.
        var included = ids.Where(id => !id.StartsWith('-')).Select(id => id.TrimStart('+', ' ')).ToHashSet();
        if (excluded.Count > 0)
        {
            _conditions.Add(user => !excluded.Contains(user.Id));
        }

        if (included.Count > 0)
        {
            Require(included.Select(state.Users.Find));
        }
    }

    private void AddOwners(ClerkState state, string name, IReadOnlyList<string> values)
    {
        if (values.Count > 0)
        {
            Require(values.Select(value => state.Users.FindOwner(name, value)));
        }
    }

    private void AddMembers(ClerkState state, IReadOnlyList<string> organizations)
    {
        if (organizations.Count > 0)
        {
            Require(
                organizations
                    .SelectMany(state.Memberships.FindOf)
                    .Select(membership => state.Users.Find(membership.UserId))
            );
        }
    }

    private void Require(IEnumerable<SimulatedUser?> users)
    {
        var found = users.OfType<SimulatedUser>().DistinctBy(user => user.Id).ToDictionary(user => user.Id);
        Candidates = found.Values;
        _conditions.Add(user => found.ContainsKey(user.Id));
    }

    private void AddSearches(ListQuery query)
    {
        AddSearch(query.FindText("email_address_query"), user => user.Emails.Select(email => email.Value));
        AddSearch(query.FindText("phone_number_query"), user => user.Phones.Select(phone => phone.Value));
        AddSearch(query.FindText("username_query"), user => [user.Username]);
        AddSearch(query.FindText("name_query"), user => [$"{user.FirstName} {user.LastName}"]);
        AddSearch(
            query.FindText("query"),
            user =>
                [
                    user.Id,
                    user.Username,
                    $"{user.FirstName} {user.LastName}",
                    .. user.Emails.Select(email => email.Value),
                    .. user.Phones.Select(phone => phone.Value),
                ]
        );
    }

    private void AddSearch(string? text, Func<SimulatedUser, IEnumerable<string?>> values)
    {
        if (text is not null)
        {
            _conditions.Add(user =>
                values(user).Any(value => value?.Contains(text, StringComparison.OrdinalIgnoreCase) ?? false)
            );
        }
    }

    private void AddTimes(ListQuery query, string name, Func<SimulatedUser, long?> time)
    {
        if (query.FindNumber($"{name}_before") is { } before)
        {
            _conditions.Add(user => time(user) < before);
        }

        if (query.FindNumber($"{name}_after") is { } after)
        {
            _conditions.Add(user => time(user) > after);
        }
    }
}
