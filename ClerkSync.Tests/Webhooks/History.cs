using ClerkSync.Tests.Drivers;
using FsCheck;
using FsCheck.Fluent;

namespace ClerkSync.Tests.Webhooks;

/// <summary>What happened in Clerk to a few users, and the way in which it is told.</summary>
internal sealed record History
{
    /// <summary>Every event once, as Clerk sent it.</summary>
    public required IReadOnlyList<Message> Messages { get; init; }

    /// <summary>Indexes into <see cref="Messages"/>, in the order of delivery; each occurs at least once.</summary>
    public required IReadOnlyList<int> Deliveries { get; init; }

    /// <summary>How many deliveries are under way at once.</summary>
    public required int Connections { get; init; }

    /// <summary>Whether each connection has a function app of its own, or all share one that gathers them.</summary>
    public required bool IsScaledOut { get; init; }

    public override string ToString() =>
        $"{Connections} connections, scaled out: {IsScaledOut}\n"
        + string.Join(
            '\n',
            Messages.Select(
                (m, i) =>
                    $"  {i}: {m.Event.Type} {m.Event.Id[^2..]} at {m.Event.UpdatedAt}/{m.Event.EventAt} {m.Event.Email} {m.Event.FirstName}"
            )
        )
        + $"\n  delivered: {string.Join(' ', Deliveries)}";

    internal sealed record Message(string SvixId, UserEvent Event);
}

/// <summary>Draws histories: creates, updates, emails that move and swap, deletes, of several users.</summary>
internal static class Histories
{
    private const int Users = 4;
    private static readonly string[] Emails = ["a@example.com", "b@example.com", "c@example.com"];

    private enum Change
    {
        Update,
        MoveEmail,
        SwapEmails,
        DropEmail,
        Delete,
    }

    public static Arbitrary<History> Arbitrary { get; } = Arb.From(Generate());

    private static Gen<History> Generate() =>
        from length in Gen.Choose(4, 16)
        from changes in GenerateChange().ListOf(length)
        from copies in Gen.Choose(1, 3).ListOf(40)
        from order in Gen.Choose(0, int.MaxValue).ListOf(120)
        from connections in Gen.Elements(1, 2, 4, 16)
        from scaledOut in Gen.Elements(true, false)
        select Assemble(changes, copies, order, connections, scaledOut);

    private static Gen<(Change Change, int User, int Other, int Email, int Pause)> GenerateChange() =>
        from change in Gen.Frequency(
            (4, Gen.Constant(Change.Update)),
            (4, Gen.Constant(Change.MoveEmail)),
            (3, Gen.Constant(Change.SwapEmails)),
            (1, Gen.Constant(Change.DropEmail)),
            (1, Gen.Constant(Change.Delete))
        )
        from user in Gen.Choose(0, Users - 1)
        from other in Gen.Choose(0, Users - 1)
        from email in Gen.Choose(0, Emails.Length - 1)
        from pause in Gen.Choose(0, 2)
        select (change, user, other, email, pause);

    private static History Assemble(
        IEnumerable<(Change Change, int User, int Other, int Email, int Pause)> changes,
        IReadOnlyList<int> copies,
        IReadOnlyList<int> order,
        int connections,
        bool scaledOut
    )
    {
        var run = Guid.NewGuid().ToString("n");
        var clerk = new FakeClerk(run);
        foreach (var (change, user, other, email, pause) in changes)
        {
            clerk.Wait(pause);
            switch (change)
            {
                case Change.Update:
                    clerk.Save(user, clerk.EmailOf(user));
                    break;
                case Change.MoveEmail:
                    clerk.Save(user, $"{(user % 2 == 0 ? "" : "X")}{run}-{Emails[email]}");
                    break;
                case Change.SwapEmails:
                    var (mine, theirs) = (clerk.EmailOf(user), clerk.EmailOf(other));
                    clerk.Save(user, theirs);
                    clerk.Save(other, mine);
                    break;
                case Change.DropEmail:
                    clerk.Save(user, null);
                    break;
                case Change.Delete:
                    clerk.Delete(user);
                    break;
            }
        }

        return new History
        {
            Messages = clerk.Messages,
            Deliveries =
            [
                .. Enumerable
                    .Range(0, clerk.Messages.Count)
                    .SelectMany(index => Enumerable.Repeat(index, copies[index % copies.Count]))
                    .Select((index, position) => (index, Key: order[position % order.Count]))
                    .OrderBy(pair => pair.Key)
                    .Select(pair => pair.index),
            ],
            Connections = connections,
            IsScaledOut = scaledOut,
        };
    }

    /// <summary>Sends one message for each change, with the versions that Clerk would give.</summary>
    private sealed class FakeClerk(string run)
    {
        private readonly Dictionary<int, UserEvent> _users = [];
        private readonly HashSet<int> _deleted = [];
        private readonly List<History.Message> _messages = [];
        private long _now;
        private int _tick;

        public IReadOnlyList<History.Message> Messages => _messages;

        public void Wait(int pause) => _now += pause;

        public string? EmailOf(int user) => _users.GetValueOrDefault(user)?.Email;

        public void Save(int user, string? email)
        {
            if (_deleted.Contains(user))
            {
                return;
            }

            // Two events of one version differ in their own time, as when Clerk sends a user twice in a millisecond.
            _tick++;
            var saved = new UserEvent
            {
                Type = _users.ContainsKey(user) ? "user.updated" : "user.created",
                Id = IdOf(user),
                Email = email,
                FirstName = $"v{_tick}",
                UpdatedAt = _now,
                EventAt = _now + _tick,
            };
            _users[user] = saved;
            Send(saved);
        }

        public void Delete(int user)
        {
            if (_users.ContainsKey(user) && _deleted.Add(user))
            {
                _tick++;
                Send(UserEvent.Deleted(IdOf(user)) with { UpdatedAt = _now, EventAt = _now + _tick });
            }
        }

        private string IdOf(int user) => $"user_{run}_{user}";

        private void Send(UserEvent userEvent) => _messages.Add(new History.Message($"msg_{run}_{_tick}", userEvent));
    }
}
