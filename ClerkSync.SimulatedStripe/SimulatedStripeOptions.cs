using System.Net.Sockets;
using ClerkSync.SimulatedStripe.Objects;

namespace ClerkSync.SimulatedStripe;

/// <summary>The options of <see cref="SimulatedStripeServer"/>.</summary>
public sealed record SimulatedStripeOptions
{
    /// <summary>The port on 127.0.0.1. 0 chooses a free port.</summary>
    public int Port { get; init; }

    /// <summary>A socket that already listens on <see cref="Port"/>. The server takes it over. Null creates one.</summary>
    internal Socket? Socket { get; init; }

    /// <summary>Adds the initial objects.</summary>
    internal Action<Seeds> Seed { get; init; } = _ => { };

    /// <summary>The command that compares access with payments. The page shows it beside what changed. Null shows none.</summary>
    public string? CheckCommand { get; init; }

    /// <summary>The clock for objects without a test clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
