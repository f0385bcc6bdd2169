using System.Net.Sockets;

namespace ClerkSync.SimulatedClerk;

/// <summary>What <see cref="SimulatedClerkServer"/> starts with.</summary>
public sealed record SimulatedClerkOptions
{
    /// <summary>Port on 127.0.0.1. 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>Listens on <see cref="Port"/> already; the server takes it over. Null makes one.</summary>
    internal Socket? Socket { get; init; }

    /// <summary>Where users, keys and undelivered messages are kept. Null keeps nothing beyond the process.</summary>
    public string? DataFolder { get; init; }

    /// <summary>Its instance, shaped like <c>ins_…</c>. Null takes the one that the folder keeps.</summary>
    internal string? InstanceId { get; init; }

    /// <summary>Where webhooks go. Null delivers none.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>Signs the webhooks; needed with an endpoint. Shaped like <c>whsec_…</c>.</summary>
    public string? WebhookSecret { get; init; }

    /// <summary>The account page that "Sign in as" opens. Null opens none.</summary>
    public Uri? AccountPage { get; init; }

    /// <summary>
    /// Reads the rows of users by their Clerk ids, as one JSON object with the ids as names. The page shows each beside its user. Null
    /// shows none.
    /// </summary>
    public Func<IReadOnlyList<string>, CancellationToken, Task<string>>? ReadRowsAsync { get; init; }

    /// <summary>The knobs, to begin with.</summary>
    public SimulationSettings Settings { get; init; } = new();

    /// <summary>The clock of objects, events and tokens.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
