using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace ClerkSync.LocalHost.Up;

/// <summary>What <see cref="UpSession"/> is to start.</summary>
public sealed record UpOptions
{
    /// <summary>Where data, secrets and settings are kept.</summary>
    public required DataFolder Data { get; init; }

    /// <summary>The port on 127.0.0.1; null means 7071, or another one when that is taken.</summary>
    public int? Port { get; init; }

    /// <summary>The simulated Clerk's port on 127.0.0.1; null means 7072, or another one when that is taken.</summary>
    public int? ClerkPort { get; init; }

    /// <summary>The simulated Stripe's port on 127.0.0.1; null means 7073, or another one when that is taken.</summary>
    public int? StripePort { get; init; }

    /// <summary>
    /// Whether access is checked: a Stripe is simulated beside a simulated Clerk, unless the settings of a real one are given. Null means as
    /// the last <c>up</c> on the data folder.
    /// </summary>
    public bool? Access { get; init; }

    /// <summary>
    /// The environment's settings; what an earlier <c>up</c> was given is added to them. Without <c>DATABASE_URL</c> a
    /// Postgres is started, and a Clerk is simulated unless one of its settings is given.
    /// </summary>
    public required IConfiguration Configuration { get; init; }

    /// <summary>Simulate a Clerk, whatever the settings say, and forget what an earlier <c>up</c> was given, Stripe's key too.</summary>
    public bool Simulate { get; init; }

    /// <summary>An application whose functions and migrations join ClerkSync's own; null means none.</summary>
    public LocalApplication? Application { get; init; }

    /// <summary>The sources of <see cref="Application"/>, which is built again when they change. Null means that it is not.</summary>
    internal SourceFiles? WatchedSources { get; init; }

    /// <summary>Says where the functions log to; nowhere by default.</summary>
    public Action<ILoggingBuilder> ConfigureLogging { get; init; } = _ => { };
}
