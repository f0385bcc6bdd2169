using System.Text.Json;
using ClerkSync.SimulatedClerk.Deliveries;

namespace ClerkSync.SimulatedClerk.Objects;

/// <summary>The steps of one change of the state, and its events.</summary>
/// <param name="now">Epoch milliseconds.</param>
internal sealed class StateChange(ClerkState state, long now)
{
    private readonly List<JournalEntry> _entries = [];
    private readonly List<SimulatedMessage> _messages = [];

    /// <summary>The time of the change, in epoch milliseconds.</summary>
    public long Now => now;

    /// <summary>The entries to write to the journal.</summary>
    public IReadOnlyList<JournalEntry> Entries => _entries;

    /// <summary>The messages to deliver.</summary>
    public IReadOnlyList<SimulatedMessage> Messages => _messages;

    public T Add<T>(T item)
        where T : class, IClerkObject
    {
        Take(JournalEntry.Put(item));
        return item;
    }

    /// <summary>Replaces an object. Its time of last change increases by at least a millisecond.</summary>
    public T Replace<T>(T old, T changed)
        where T : class, IClerkObject => Add((T)changed.ChangedAt(After(old)));

    public void Remove(IClerkObject item) => Remove(item.Id);

    /// <summary>
    /// Removes the object with an id. Later objects with this id are ignored, even if there was none.
    /// </summary>
    public void Remove(string id) => Take(new JournalEntry { Removed = id });

    /// <summary>Returns the time of this change, but always later than the object's last change.</summary>
    public long After(IClerkObject item) => Math.Max(now, item.UpdatedAt + 1);

    /// <summary>Adds an event.</summary>
    /// <param name="type">Clerk's name of the event: <c>user.created</c>.</param>
    /// <param name="objectId">The id of the object that the event is about.</param>
    /// <param name="at">The time of the event, in epoch milliseconds.</param>
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
