using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.Webhooks;

/// <summary>Sends one message for each change, with the versions that Clerk would assign.</summary>
/// <param name="run">Makes the IDs of this history unique.</param>
internal sealed class HistoryWriter(string run)
{
    private readonly Dictionary<int, UserEvent> _users = [];
    private readonly Dictionary<int, OrganizationEvent> _organizations = [];
    private readonly Dictionary<(int User, int Organization), List<MembershipEvent>> _memberships = [];
    private readonly HashSet<string> _deleted = [];
    private readonly List<History.Message> _messages = [];
    private long _now;

    // Two events of one version differ in their event time, as when Clerk sends a user twice in one millisecond.
    private int _tick;

    public IReadOnlyList<History.Message> Messages => _messages;

    public void Wait(int pause) => _now += pause;

    public string? EmailOf(int user) => _users.GetValueOrDefault(user)?.Email;

    public void SaveUser(int user, string? email)
    {
        if (!IsDeleted(UserId(user)))
        {
            _tick++;
            _users[user] = Send(
                new UserEvent
                {
                    Type = _users.ContainsKey(user) ? "user.updated" : "user.created",
                    Id = UserId(user),
                    Email = email,
                    FirstName = $"v{_tick}",
                    UpdatedAt = _now,
                    EventAt = _now + _tick,
                }
            );
        }
    }

    public void DeleteUser(int user)
    {
        if (_users.ContainsKey(user) && _deleted.Add(UserId(user)))
        {
            Send(UserEvent.Deleted(UserId(user)) with { UpdatedAt = _now, EventAt = _now + ++_tick });
            EndMemberships(pair => pair.User == user);
        }
    }

    public void SaveOrganization(int organization)
    {
        if (!IsDeleted(OrganizationId(organization)))
        {
            _tick++;
            _organizations[organization] = Send(
                new OrganizationEvent
                {
                    Id = OrganizationId(organization),
                    Name = $"v{_tick}",
                    UpdatedAt = _now,
                    EventAt = _now + _tick,
                }
            );
        }
    }

    public void DeleteOrganization(int organization)
    {
        if (_organizations.ContainsKey(organization) && _deleted.Add(OrganizationId(organization)))
        {
            Send(
                OrganizationEvent.Deleted(OrganizationId(organization)) with
                {
                    UpdatedAt = _now,
                    EventAt = _now + ++_tick,
                }
            );
            EndMemberships(pair => pair.Organization == organization);
        }
    }

    /// <summary>Adds a membership, or changes the role of an existing one.</summary>
    public void SaveMembership(int user, int organization)
    {
        if (!IsDeleted(UserId(user)) && !IsDeleted(OrganizationId(organization)))
        {
            _tick++;
            var memberships = MembershipsOf(user, organization);
            var saved = Send(
                new MembershipEvent
                {
                    Id = memberships.LastOrDefault()?.Id ?? $"orgmem_{run}_{_tick}",
                    OrganizationId = OrganizationId(organization),
                    UserId = UserId(user),
                    Role = $"org:v{_tick}",
                    UpdatedAt = _now,
                    EventAt = _now + _tick,
                }
            );
            memberships.RemoveAll(membership => membership.Id == saved.Id);
            memberships.Add(saved);
        }
    }

    /// <summary>Adds a second membership with the time of the last change to the first membership, which stays.</summary>
    public void JoinAgain(int user, int organization)
    {
        if (MembershipsOf(user, organization) is [.., var last] memberships)
        {
            _tick++;
            memberships.Add(Send(last with { Id = $"orgmem_{run}_{_tick}", Role = $"org:v{_tick}" }));
        }
    }

    /// <summary>Ends the last membership.</summary>
    public void EndMembership(int user, int organization)
    {
        if (MembershipsOf(user, organization) is [.., var last] memberships)
        {
            memberships.Remove(last);
            End(last);
        }
    }

    private string UserId(int user) => $"user_{run}_{user}";

    private string OrganizationId(int organization) => $"org_{run}_{organization}";

    private bool IsDeleted(string id) => _deleted.Contains(id);

    private void EndMemberships(Func<(int User, int Organization), bool> isMatch)
    {
        foreach (var pair in _memberships.Keys.Where(isMatch).ToList())
        {
            _memberships.Remove(pair, out var ended);
            ended!.ForEach(End);
        }
    }

    private void End(MembershipEvent membership) =>
        Send(membership.Deleted() with { UpdatedAt = _now, EventAt = _now + ++_tick });

    private List<MembershipEvent> MembershipsOf(int user, int organization) =>
        _memberships.TryGetValue((user, organization), out var memberships)
            ? memberships
            : _memberships[(user, organization)] = [];

    private T Send<T>(T sent)
        where T : ITestEvent
    {
        _messages.Add(new History.Message($"msg_{run}_{_tick}", sent));
        return sent;
    }
}
