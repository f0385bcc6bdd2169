namespace ClerkSync.SimulatedClerk.Objects;

/// <summary>
/// Users, indexed by their unique identifiers: email address, phone number, user name and external id.
/// </summary>
internal sealed class UserStore : ObjectStore<SimulatedUser>
{
    private readonly Dictionary<string, string> _owners = new(StringComparer.OrdinalIgnoreCase);

    public override void Put(SimulatedUser item)
    {
        Release(item.Id);
        base.Put(item);
        foreach (var (parameter, value) in Identifiers(item))
        {
            _owners[Key(parameter, value)] = item.Id;
        }
    }

    public override void Remove(SimulatedUser item)
    {
        Release(item.Id);
        base.Remove(item);
    }

    /// <summary>Returns the user with an identifier; null when no user has it.</summary>
    /// <param name="parameter">The Backend API's name of the identifier: <c>email_address</c>.</param>
    /// <param name="value">Compared case-insensitively.</param>
    public SimulatedUser? FindOwner(string parameter, string value) =>
        _owners.TryGetValue(Key(parameter, value), out var id) ? Find(id) : null;

    /// <summary>Returns the first identifier that belongs to another user; null when all are free.</summary>
    /// <param name="user">The user after the change.</param>
    /// <param name="old">The user before the change, whose identifiers are not checked; null for a new user.</param>
    public string? FindTaken(SimulatedUser user, SimulatedUser? old) =>
        Identifiers(user)
            .Except(old is null ? [] : Identifiers(old))
            .FirstOrDefault(identifier =>
                FindOwner(identifier.Parameter, identifier.Value) is { } owner && owner.Id != user.Id
            )
            .Parameter;

    private void Release(string id)
    {
        if (Find(id) is { } old)
        {
            foreach (var (parameter, value) in Identifiers(old))
            {
                // A triggered event may have given the identifier to another user.
                if (_owners.GetValueOrDefault(Key(parameter, value)) == id)
                {
                    _owners.Remove(Key(parameter, value));
                }
            }
        }
    }

    private static string Key(string parameter, string value) => $"{parameter}:{value}";

    private static IEnumerable<(string Parameter, string Value)> Identifiers(SimulatedUser user)
    {
        foreach (var email in user.Emails)
        {
            yield return ("email_address", email.Value);
        }

        foreach (var phone in user.Phones)
        {
            yield return ("phone_number", phone.Value);
        }

        if (user.Username is { } username)
        {
            yield return ("username", username);
        }

        if (user.ExternalId is { } externalId)
        {
            yield return ("external_id", externalId);
        }
    }
}
