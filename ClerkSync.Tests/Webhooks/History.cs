using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.Webhooks;

/// <summary>What happened in Clerk to a few users and organizations, and the way in which it is told.</summary>
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
        + string.Join('\n', Messages.Select((message, i) => $"  {i}: {message.Event}"))
        + $"\n  delivered: {string.Join(' ', Deliveries)}";

    internal sealed record Message(string SvixId, ITestEvent Event);
}
