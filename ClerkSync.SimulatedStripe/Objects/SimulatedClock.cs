using System.Text.Json.Nodes;

namespace ClerkSync.SimulatedStripe.Objects;

/// <summary>
/// The time of each object, and what is due: that of its customer's test clock, else the simulation's own, which can be advanced too.
/// </summary>
internal sealed class SimulatedClock(StripeStore store, TimeProvider time)
{
    private readonly Dictionary<string, PriorityQueue<string, long>> _due = [];
    private long _aheadSeconds;

    /// <summary>What happens to a subscription at a time; returns when it is due again, null when never.</summary>
    public Func<JsonObject, long, long?> Step { get; set; } = (_, _) => null;

    /// <summary>Seconds since 1970, by the simulation's own clock.</summary>
    public long Now => time.GetUtcNow().ToUnixTimeSeconds() + Interlocked.Read(ref _aheadSeconds);

    /// <summary>The time of an object that belongs to a customer, or of the customer.</summary>
    public long NowOf(JsonObject customer) =>
        FindClock(customer) is { } id ? (long)store.Get("test_helpers.test_clock", id)["frozen_time"]! : Now;

    /// <summary>Has a subscription stepped when its time comes.</summary>
    public void Schedule(JsonObject subscription, long? dueAt)
    {
        subscription["_due"] = dueAt;
        if (dueAt is { } due)
        {
            var clock = FindClock(store.Get("customer", (string)subscription["customer"]!)) ?? "";
            (_due.TryGetValue(clock, out var queue) ? queue : _due[clock] = new()).Enqueue(
                (string)subscription["id"]!,
                due
            );
        }
    }

    /// <summary>Does what is due by the simulation's own clock.</summary>
    public void Settle() => RunUntil("", Now);

    public void Advance(TimeSpan by) => Interlocked.Add(ref _aheadSeconds, (long)by.TotalSeconds);

    /// <summary>Moves a test clock; what is due up to then happens in its order.</summary>
    public void Advance(JsonObject testClock, long to)
    {
        RunUntil((string)testClock["id"]!, to);
        testClock["frozen_time"] = to;
    }

    private void RunUntil(string clock, long now)
    {
        if (!_due.TryGetValue(clock, out var queue))
        {
            return;
        }

        while (queue.TryPeek(out var id, out var due) && due <= now)
        {
            queue.Dequeue();
            var subscription = store.Get("subscription", id);
            // One that was scheduled anew in the meantime has another entry.
            if ((long?)subscription["_due"] == due)
            {
                Schedule(subscription, Step(subscription, due));
            }
        }
    }

    private static string? FindClock(JsonObject customer) => (string?)customer["test_clock"];
}
