using System.Net.Sockets;

namespace ClerkSync.SimulatedClerk;

/// <summary>The options of <see cref="SimulatedClerkServer"/>.</summary>
public sealed record SimulatedClerkOptions
{
    /// <summary>The port on 127.0.0.1. 0 chooses a free port.</summary>
    public int Port { get; init; }

    /// <summary>
    /// A socket that already listens on <see cref="Port"/>. The server takes it over. Null creates one.
    /// </summary>
    internal Socket? Socket { get; init; }

    /// <summary>The folder in which users, keys and undelivered messages are stored. Null stores nothing.</summary>
    public string? DataFolder { get; init; }

    /// <summary>
    /// The id of the instance, shaped like <c>ins_…</c>. Null uses the one that is stored in the folder.
    /// </summary>
    internal string? InstanceId { get; init; }

    /// <summary>The URL that receives webhooks. Null means that none are delivered.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>The secret that signs webhooks, shaped like <c>whsec_…</c>. Required with an endpoint.</summary>
    public string? WebhookSecret { get; init; }

    /// <summary>The account page that "Sign in as" opens. Null means none.</summary>
    public Uri? AccountPage { get; init; }

    /// <summary>
    /// Reads users' database rows by Clerk id, as a JSON object with the ids as names. The page shows each row beside
    /// its user. Null shows no rows.
    /// </summary>
    public Func<IReadOnlyList<string>, CancellationToken, Task<string>>? ReadRowsAsync { get; init; }

    /// <summary>The initial settings of the simulation.</summary>
    public SimulationSettings Settings { get; init; } = new();

    /// <summary>The clock of objects, events and tokens.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
