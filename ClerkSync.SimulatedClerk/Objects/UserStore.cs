namespace ClerkSync.SimulatedClerk.Objects;

/// <summary>Users, also by what is theirs alone: email addresses, phone numbers, user name, external id.</summary>
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

    /// <summary>The user who has an identifier; null when nobody has it.</summary>
    /// <param name="parameter">As the Backend API names it: <c>email_address</c>.</param>
    /// <param name="value">Compared without case.</param>
    public SimulatedUser? FindOwner(string parameter, string value) =>
        _owners.TryGetValue(Key(parameter, value), out var id) ? Find(id) : null;

    /// <summary>The first identifier of a user that another one has; null when there is none.</summary>
    /// <param name="user">The user as it is to be.</param>
    /// <param name="old">The user as it is; what it has is not looked at. Null for a new one.</param>
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
                // An event that was triggered may have given it to another user.
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
