namespace ClerkSync.SimulatedStripe;

/// <summary>What <see cref="SimulatedStripeServer"/> starts with.</summary>
public sealed record SimulatedStripeOptions
{
    /// <summary>Port on 127.0.0.1. 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>The clock of every object without a test clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
