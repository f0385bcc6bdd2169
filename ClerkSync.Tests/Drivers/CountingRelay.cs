using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace ClerkSync.Tests.Drivers;

/// <summary>Passes bytes between clients and Postgres, and counts the round trips.</summary>
internal sealed class CountingRelay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly NpgsqlConnectionStringBuilder _postgres;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;
    private int _roundTrips;

    private CountingRelay(string connectionString)
    {
        _postgres = new NpgsqlConnectionStringBuilder(connectionString);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>How often a client spoke since the server did, on all connections together.</summary>
    public int RoundTrips => Volatile.Read(ref _roundTrips);

    /// <summary>The database behind it.</summary>
    public string ConnectionString =>
        new NpgsqlConnectionStringBuilder(_postgres.ConnectionString)
        {
            Host = "127.0.0.1",
            Port = ((IPEndPoint)_listener.LocalEndpoint).Port,
            SslMode = SslMode.Disable,
        }.ConnectionString;

    public static CountingRelay Start(string connectionString) => new(connectionString);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var relayed = new List<Task>();
        try
        {
            while (true)
            {
                relayed.Add(RelayAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(relayed);
        }
    }

    private async Task RelayAsync(TcpClient client)
    {
        using var server = new TcpClient();
        using (client)
        {
            await server.ConnectAsync(_postgres.Host!, _postgres.Port, _stop.Token);
            var hasServerSpoken = 1;
            await Task.WhenAny(
                CopyAsync(
                    client,
                    server,
                    () =>
                    {
                        if (Interlocked.Exchange(ref hasServerSpoken, 0) == 1)
                        {
                            Interlocked.Increment(ref _roundTrips);
                        }
                    }
                ),
                CopyAsync(server, client, () => Interlocked.Exchange(ref hasServerSpoken, 1))
            );
        }
    }

    private async Task CopyAsync(TcpClient from, TcpClient to, Action passed)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await from.GetStream().ReadAsync(buffer, _stop.Token) is > 0 and var length)
            {
                passed();
                await to.GetStream().WriteAsync(buffer.AsMemory(0, length), _stop.Token);
            }
        }
        catch (Exception exception)
            when (exception is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // One of the two is gone.
        }
    }
}
