using System.Text.Json.Nodes;

namespace ClerkSync.SimulatedStripe.Objects;

/// <summary>
/// The time of each object, and the schedule of what is due. An object has the time of its customer's test clock, else that of the
/// simulation, which can also be advanced.
/// </summary>
internal sealed class SimulatedClock(StripeStore store, TimeProvider time)
{
    private readonly Dictionary<string, PriorityQueue<string, long>> _due = [];
    private long _aheadSeconds;

    /// <summary>Processes a subscription at a time. Returns when it is due again; null means never.</summary>
    public Func<JsonObject, long, long?> Step { get; set; } = (_, _) => null;

    /// <summary>The simulation's time, in seconds since 1970.</summary>
    public long Now => time.GetUtcNow().ToUnixTimeSeconds() + Interlocked.Read(ref _aheadSeconds);

    /// <summary>The time of a customer and of the customer's objects.</summary>
    public long NowOf(JsonObject customer) =>
        FindClock(customer) is { } id ? (long)store.Get("test_helpers.test_clock", id)["frozen_time"]! : Now;

    /// <summary>Schedules the next step of a subscription; null means none.</summary>
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

    /// <summary>Processes everything that is due at the simulation's time.</summary>
    public void Settle() => RunUntil("", Now);

    public void Advance(TimeSpan by) => Interlocked.Add(ref _aheadSeconds, (long)by.TotalSeconds);

    /// <summary>Advances a test clock. Processes everything that becomes due, in order.</summary>
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
            // A subscription that has been rescheduled has another entry.
            if ((long?)subscription["_due"] == due)
            {
                Schedule(subscription, Step(subscription, due));
            }
        }
    }

    private static string? FindClock(JsonObject customer) => (string?)customer["test_clock"];
}
