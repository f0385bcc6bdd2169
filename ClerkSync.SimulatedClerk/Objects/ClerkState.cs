using ClerkSync.SimulatedClerk.Deliveries;

namespace ClerkSync.SimulatedClerk.Objects;

/// <summary>
/// The state of the simulated Clerk. Access the tables only inside <see cref="Read"/> or <see cref="Change"/>, which
/// run one at a time.
/// </summary>
/// <param name="instanceId">Shaped like <c>ins_…</c>.</param>
/// <param name="journal">Null when nothing is stored.</param>
/// <param name="deliveries">Delivers the events.</param>
/// <param name="time">The clock of the objects and events.</param>
internal sealed class ClerkState(string instanceId, Journal? journal, DeliveryService deliveries, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly HashSet<string> _removed = [];
    private long _lastMembershipTime;

    public string InstanceId => instanceId;

    public UserStore Users { get; } = new();

    public ObjectStore<SimulatedOrganization> Organizations { get; } = new();

    public MembershipStore Memberships { get; } = new();

    public ObjectStore<SimulatedSession> Sessions { get; } = new();

    /// <summary>Reads the tables. No change runs at the same time.</summary>
    public T Read<T>(Func<T> read)
    {
        lock (_gate)
        {
            return read();
        }
    }

    /// <summary>Changes the tables, writes the change to the journal and queues its events, atomically.</summary>
    /// <param name="change">Must not throw after it has added or removed something.</param>
    public T Change<T>(Func<StateChange, T> change)
    {
        lock (_gate)
        {
            var steps = new StateChange(this, time.GetUtcNow().ToUnixTimeMilliseconds());
            var result = change(steps);
            if (steps.Entries.Count > 0)
            {
                journal?.Append(steps.Entries);
                deliveries.Enqueue(steps.Messages);
            }

            return result;
        }
    }

    /// <summary>
    /// Returns the current time, or the next millisecond after the last membership if that is later. Each membership
    /// thus has its own time.
    /// </summary>
    public long NextMembershipTime(long now) => _lastMembershipTime = Math.Max(now, _lastMembershipTime + 1);

    /// <summary>Whether an object with this id has been deleted. Clerk never reuses an id.</summary>
    public bool IsRemoved(string id) => _removed.Contains(id);

    /// <summary>Records that a message needs no further attempt.</summary>
    public void Settle(string messageId)
    {
        lock (_gate)
        {
            journal?.Append([new JournalEntry { Settled = messageId }]);
        }
    }

    /// <summary>Loads the journal, and delivers the messages that were not settled.</summary>
    public void Load()
    {
        if (journal is null)
        {
            return;
        }

        var unsettled = new Dictionary<string, SimulatedMessage>();
        lock (_gate)
        {
            foreach (var entry in journal.Read())
            {
                Apply(entry, unsettled);
            }

            journal.Rewrite([
                .. Entries(Users),
                .. Entries(Organizations),
                .. Entries(Memberships),
                .. Entries(Sessions),
                .. _removed.Select(id => new JournalEntry { Removed = id }),
                .. unsettled.Values.Select(message => new JournalEntry { Message = message }),
            ]);
            deliveries.Enqueue([.. unsettled.Values]);
        }
    }

    /// <summary>Applies one step of a change to the tables.</summary>
    public void Apply(JournalEntry entry)
    {
        if (entry.User is { } user)
        {
            Users.Put(user);
        }
        else if (entry.Organization is { } organization)
        {
            Organizations.Put(organization);
        }
        else if (entry.Membership is { } membership)
        {
            Memberships.Put(membership);
        }
        else if (entry.Session is { } session)
        {
            Sessions.Put(session);
        }
        else if (entry.Removed is { } id)
        {
            Remove(id);
            _removed.Add(id);
        }
    }

    private void Apply(JournalEntry entry, Dictionary<string, SimulatedMessage> unsettled)
    {
        if (entry.Message is { } message)
        {
            unsettled[message.Id] = message;
        }
        else if (entry.Settled is { } settled)
        {
            unsettled.Remove(settled);
        }
        else
        {
            Apply(entry);
        }
    }

    private void Remove(string id)
    {
        if (Users.Find(id) is { } user)
        {
            Users.Remove(user);
        }
        else if (Organizations.Find(id) is { } organization)
        {
            Organizations.Remove(organization);
        }
        else if (Memberships.Find(id) is { } membership)
        {
            Memberships.Remove(membership);
        }
        else if (Sessions.Find(id) is { } session)
        {
            Sessions.Remove(session);
        }
    }

    private static IEnumerable<JournalEntry> Entries<T>(ObjectStore<T> table)
        where T : class, IClerkObject => table.ByCreation().Select(item => JournalEntry.Put(item));
}
