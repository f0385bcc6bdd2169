using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace ClerkSync.Tests.Drivers;

/// <summary>A relay between a program and Postgres that passes all bytes to a callback.</summary>
internal sealed class PostgresRelay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly NpgsqlConnectionStringBuilder _postgres;
    private readonly Func<ReadOnlyMemory<byte>, bool, bool> _isPassedOn;
    private readonly Task _accepting;

    private PostgresRelay(string connectionString, Func<ReadOnlyMemory<byte>, bool, bool> isPassedOn)
    {
        _postgres = new NpgsqlConnectionStringBuilder(connectionString);
        _isPassedOn = isPassedOn;
        _listener.Start();
        ConnectionString = new NpgsqlConnectionStringBuilder(connectionString)
        {
            Host = "127.0.0.1",
            Port = ((IPEndPoint)_listener.LocalEndpoint).Port,
            SslMode = SslMode.Disable,
            GssEncryptionMode = GssEncryptionMode.Disable,
        }.ConnectionString;
        _accepting = AcceptAsync();
    }

    /// <summary>The connection string of Postgres, through the relay.</summary>
    public string ConnectionString { get; }

    /// <summary>Starts a relay.</summary>
    /// <param name="connectionString">The connection string of Postgres.</param>
    /// <param name="isPassedOn">
    /// Receives some bytes, and whether Postgres sent them, before the other side does. False closes the connection.
    /// </param>
    public static PostgresRelay Start(string connectionString, Func<ReadOnlyMemory<byte>, bool, bool> isPassedOn) =>
        new(connectionString, isPassedOn);

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _accepting;
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                connections.Add(ForwardAsync(await _listener.AcceptTcpClientAsync()));
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException) { }

        await Task.WhenAll(connections);
    }

    private async Task ForwardAsync(TcpClient app)
    {
        using var server = new TcpClient();
        using (app)
        {
            await server.ConnectAsync(_postgres.Host!, _postgres.Port);
            var asking = CopyAsync(app, server, isAnswer: false);
            await CopyAsync(server, app, isAnswer: true);
            app.Close();
            await asking;
        }
    }

    private async Task CopyAsync(TcpClient from, TcpClient to, bool isAnswer)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            int read;
            while ((read = await from.GetStream().ReadAsync(buffer)) > 0)
            {
                if (!_isPassedOn(buffer.AsMemory(0, read), isAnswer))
                {
                    return;
                }

                await to.GetStream().WriteAsync(buffer.AsMemory(0, read));
            }
        }
        catch (Exception exception)
            when (exception is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The other side has disconnected.
        }

        to.Close();
    }
}
