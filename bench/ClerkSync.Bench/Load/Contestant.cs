namespace ClerkSync.Bench.Load;

/// <summary>A server that receives Clerk's webhooks: ClerkSync or a reference.</summary>
internal sealed record Contestant
{
    public required string Name { get; init; }

    /// <summary>The name for Postgres identifiers and file names.</summary>
    public required string Key { get; init; }

    /// <summary>Returns program, arguments and environment for a port and a <c>DATABASE_URL</c>.</summary>
    public required Func<int, string, ServerCommand> Command { get; init; }

    /// <summary>The SQL that creates the table; null for ClerkSync, which applies its own migrations.</summary>
    public string? Schema { get; init; }

    /// <summary>The column with the version of a user.</summary>
    public required string VersionColumn { get; init; }

    /// <summary>Whether older versions never overwrite newer ones.</summary>
    public bool IsGuarded { get; init; }

    /// <summary>Whether responses contain the outcome.</summary>
    public bool AnswersOutcome { get; init; }

    /// <summary>The routes on which the contestant is measured.</summary>
    public IReadOnlyList<Route> Routes { get; init; } = [Route.Local, Route.Away];

    /// <summary>
    /// The fraction of a cell's deliveries that the contestant gets, so that a slow one does not take most of the time.
    /// </summary>
    public double Share { get; init; } = 1;

    /// <summary>The tables that are truncated before a burst.</summary>
    public string Tables { get; init; } = "users";

    public string Database => $"bench_load_{Key}";

    /// <summary>Counts the users with a version of a run, and sums these versions relative to the first one.</summary>
    public string StateSql(long firstVersion) =>
        $"""
            with run as (
                select (extract(epoch from {VersionColumn}) * 1000)::bigint - {firstVersion} as version
                from users
                where {VersionColumn} >= timestamptz 'epoch' + {firstVersion} * interval '1 millisecond'
            )
            select count(*) || ' ' || coalesce(sum(version), 0) from run
            """;
}

/// <summary>The command that starts a server.</summary>
internal sealed record ServerCommand(
    string Program,
    IReadOnlyList<string> Arguments,
    IReadOnlyDictionary<string, string> Environment
);
