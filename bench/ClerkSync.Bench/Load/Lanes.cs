using System.Globalization;
using ClerkSync.Tests.Drivers;

namespace ClerkSync.Bench.Load;

/// <summary>The contestants' databases and servers. Each server starts when it is first needed.</summary>
internal sealed class Lanes(BenchDatabases databases, string folder) : IAsyncDisposable
{
    // The default number of connections of an instance.
    private const int PooledConnections = 10;

    private readonly Dictionary<(string Contestant, Route Route), ServerProcess> _servers = [];
    private ChildProcess? _relay;
    private int _relayPort;
    private PgBouncer? _pgBouncer;

    /// <summary>Creates a contestant's database.</summary>
    public async Task CreateDatabaseAsync(Contestant contestant)
    {
        await databases.DropAsync(contestant.Database);
        await databases.CreateEmptyAsync(contestant.Database);
        if (contestant.Schema is { } schema)
        {
            await databases.ExecuteAsync(contestant.Database, schema);
        }
    }

    /// <summary>Returns a contestant's server on a route, after it listens.</summary>
    public async Task<ServerProcess> GetAsync(Contestant contestant, Route route, CancellationToken cancellationToken)
    {
        if (_servers.TryGetValue((contestant.Key, route), out var running))
        {
            return running;
        }

        var server = ServerProcess.Start(contestant, await FindUrlAsync(contestant, route, cancellationToken), folder);
        _servers[(contestant.Key, route)] = server;
        // The port may be open before the server is ready.
        using var connection = await server.ConnectAsync(cancellationToken);
        await connection.PingAsync();
        return server;
    }

    /// <summary>Starts a separate server on the local route.</summary>
    public ServerProcess StartAnother(Contestant contestant) =>
        ServerProcess.Start(contestant, databases.UrlOf(contestant.Database), folder);

    /// <summary>Returns the number of round trips through the relay; null when there is no relay.</summary>
    public async Task<int?> CountRoundTripsAsync(CancellationToken cancellationToken)
    {
        if (_relay is null)
        {
            return null;
        }

        _relay.WriteLine("count");
        return Number(await _relay.ReadLineAsync(cancellationToken));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers.Values)
        {
            await server.DisposeAsync();
        }

        if (_pgBouncer is not null)
        {
            await _pgBouncer.DisposeAsync();
        }

        _relay?.Dispose();
    }

    private async Task<string> FindUrlAsync(Contestant contestant, Route route, CancellationToken cancellationToken)
    {
        switch (route)
        {
            case Route.Away:
                if (_relay is null)
                {
                    _relay = new ChildProcess(
                        null,
                        new Dictionary<string, string>(),
                        "relay",
                        $"{databases.Server.Port}"
                    );
                    _relayPort = Number(await _relay.ReadLineAsync(cancellationToken));
                }

                return databases.UrlOf(contestant.Database, _relayPort);
            case Route.PgBouncer:
                var server = databases.Server;
                _pgBouncer ??= await PgBouncer.StartAsync(
                    "127.0.0.1",
                    server.Port,
                    PooledConnections,
                    (server.Username!, server.Password!)
                );
                return $"{databases.UrlOf(contestant.Database, _pgBouncer.Port)}?pgbouncer=true";
            default:
                return databases.UrlOf(contestant.Database);
        }
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
