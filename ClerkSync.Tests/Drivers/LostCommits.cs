using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace ClerkSync.Tests.Drivers;

/// <summary>Stands between an app and Postgres, and cuts the line when Postgres answers that it has committed.</summary>
internal sealed class LostCommits : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly NpgsqlConnectionStringBuilder _postgres;
    private readonly Task _accepting;
    private int _toLose;

    private LostCommits(TestDatabase database)
    {
        _postgres = Core.Database.DatabaseUrl.Parse(database.AppUrl);
        _listener.Start();
        ConnectionString = new NpgsqlConnectionStringBuilder(_postgres.ConnectionString)
        {
            Host = "127.0.0.1",
            Port = ((IPEndPoint)_listener.LocalEndpoint).Port,
            SslMode = SslMode.Disable,
            GssEncryptionMode = GssEncryptionMode.Disable,
        }.ConnectionString;
        _accepting = AcceptAsync();
    }

    public string ConnectionString { get; }

    /// <summary>How many answers were not passed on.</summary>
    public int Lost { get; private set; }

    public static LostCommits Start(TestDatabase database) => new(database);

    /// <summary>The answers to the next commits are lost.</summary>
    public void Lose(int commits) => _toLose = commits;

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
                if (isAnswer && _toLose > 0 && buffer.AsSpan(0, read).IndexOf("COMMIT\0"u8) >= 0)
                {
                    _toLose--;
                    Lost++;
                    return;
                }

                await to.GetStream().WriteAsync(buffer.AsMemory(0, read));
            }
        }
        catch (Exception exception)
            when (exception is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The other side has gone.
        }

        to.Close();
    }
}
