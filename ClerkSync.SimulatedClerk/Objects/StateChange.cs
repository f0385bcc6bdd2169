using System.Text.Json;
using ClerkSync.SimulatedClerk.Deliveries;

namespace ClerkSync.SimulatedClerk.Objects;

/// <summary>The steps of one change of the state, and the events that tell of it.</summary>
/// <param name="state">What is changed.</param>
/// <param name="now">Epoch milliseconds.</param>
internal sealed class StateChange(ClerkState state, long now)
{
    private readonly List<JournalEntry> _entries = [];
    private readonly List<SimulatedMessage> _messages = [];

    /// <summary>The time of the change, in milliseconds.</summary>
    public long Now => now;

    /// <summary>What is kept.</summary>
    public IReadOnlyList<JournalEntry> Entries => _entries;

    /// <summary>What is delivered.</summary>
    public IReadOnlyList<SimulatedMessage> Messages => _messages;

    /// <summary>Adds an object.</summary>
    public T Add<T>(T item)
        where T : class, IClerkObject
    {
        Take(JournalEntry.Put(item));
        return item;
    }

    /// <summary>Replaces an object by what became of it; the time of its change grows, if only by a millisecond.</summary>
    public T Replace<T>(T old, T changed)
        where T : class, IClerkObject => Add((T)changed.ChangedAt(After(old)));

    /// <summary>Removes an object.</summary>
    public void Remove(IClerkObject item) => Remove(item.Id);

    /// <summary>Removes the object of an id, or sees to it that there never is one.</summary>
    public void Remove(string id) => Take(new JournalEntry { Removed = id });

    /// <summary>The time of this change, later than an object's last one.</summary>
    public long After(IClerkObject item) => Math.Max(now, item.UpdatedAt + 1);

    /// <summary>Adds an event.</summary>
    /// <param name="type">As Clerk names it: <c>user.created</c>.</param>
    /// <param name="objectId">The object that it is about.</param>
    /// <param name="at">Its time, in milliseconds.</param>
    /// <param name="writeData">Writes its data.</param>
    public void Emit(string type, string objectId, long at, Action<Utf8JsonWriter> writeData)
    {
        var message = new SimulatedMessage
        {
            Id = SimulatedIds.Draw("msg"),
            Type = type,
            ObjectId = objectId,
            Body = EventEnvelope.Create(type, state.InstanceId, at, writeData),
            CreatedAt = now,
        };
        _messages.Add(message);
        _entries.Add(new JournalEntry { Message = message });
    }

    private void Take(JournalEntry entry)
    {
        state.Apply(entry);
        _entries.Add(entry);
    }
}
