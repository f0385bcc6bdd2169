using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace ClerkSync.LocalHost.Up;

/// <summary>The options of <see cref="UpSession"/>.</summary>
public sealed record UpOptions
{
    /// <summary>The folder for data, secrets and settings.</summary>
    public required DataFolder Data { get; init; }

    /// <summary>
    /// The option that names <see cref="Data"/>, for commands to paste, with a space before it; empty for the default
    /// folder.
    /// </summary>
    public string DataOption { get; init; } = "";

    /// <summary>The port on 127.0.0.1. Null means 7071, or another port if that one is taken.</summary>
    public int? Port { get; init; }

    /// <summary>The simulated Clerk's port on 127.0.0.1. Null means 7072, or another port if that one is taken.</summary>
    public int? ClerkPort { get; init; }

    /// <summary>The simulated Stripe's port on 127.0.0.1. Null means 7073, or another port if that one is taken.</summary>
    public int? StripePort { get; init; }

    /// <summary>
    /// Whether access is checked. If so, a Stripe is simulated together with the simulated Clerk, unless settings of a real Stripe are
    /// given. Null uses the value of the last <c>up</c> on the data folder.
    /// </summary>
    public bool? Access { get; init; }

    /// <summary>
    /// The settings of the environment. Settings that an earlier <c>up</c> was given are added. Without <c>DATABASE_URL</c> a Postgres is
    /// started. Without settings of a Clerk, a Clerk is simulated.
    /// </summary>
    public required IConfiguration Configuration { get; init; }

    /// <summary>
    /// Whether to simulate a Clerk regardless of the settings, and to forget what an earlier <c>up</c> was given, including Stripe's key.
    /// </summary>
    public bool Simulate { get; init; }

    /// <summary>An application whose functions and migrations are added to ClerkSync's own; null means none.</summary>
    public LocalApplication? Application { get; init; }

    /// <summary>
    /// The absolute path of a project's folder. The project is built after the data folder is taken, and becomes
    /// <see cref="Application"/>. Null means none.
    /// </summary>
    public string? Project { get; init; }

    /// <summary>Whether <see cref="Project"/> is built again when its sources change.</summary>
    public bool IsWatched { get; init; }

    /// <summary>Configures the log of the functions. Logs nothing by default.</summary>
    public Action<ILoggingBuilder> ConfigureLogging { get; init; } = _ => { };
}
