using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.Webhooks;

/// <summary>Changes in Clerk to a few users and organizations, and the way in which they are delivered.</summary>
internal sealed record History
{
    /// <summary>Every event once, in the order in which Clerk sent them.</summary>
    public required IReadOnlyList<Message> Messages { get; init; }

    /// <summary>Indexes into <see cref="Messages"/>, in the order of delivery; each occurs at least once.</summary>
    public required IReadOnlyList<int> Deliveries { get; init; }

    /// <summary>The number of concurrent deliveries.</summary>
    public required int Connections { get; init; }

    /// <summary>Whether each connection has its own function app. Otherwise all share one app, which batches the deliveries.</summary>
    public required bool IsScaledOut { get; init; }

    public override string ToString() =>
        $"{Connections} connections, scaled out: {IsScaledOut}\n"
        + string.Join('\n', Messages.Select((message, i) => $"  {i}: {message.Event}"))
        + $"\n  delivered: {string.Join(' ', Deliveries)}";

    internal sealed record Message(string SvixId, ITestEvent Event);
}
