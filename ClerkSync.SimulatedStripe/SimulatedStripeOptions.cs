using System.Net.Sockets;
using ClerkSync.SimulatedStripe.Objects;

namespace ClerkSync.SimulatedStripe;

/// <summary>What <see cref="SimulatedStripeServer"/> starts with.</summary>
public sealed record SimulatedStripeOptions
{
    /// <summary>Port on 127.0.0.1. 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>Listens on <see cref="Port"/> already; the server takes it over. Null makes one.</summary>
    internal Socket? Socket { get; init; }

    /// <summary>Adds what is there from the start.</summary>
    internal Action<Seeds> Seed { get; init; } = _ => { };

    /// <summary>The clock of every object without a test clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
