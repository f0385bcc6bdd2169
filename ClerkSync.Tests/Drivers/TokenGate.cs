using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Npgsql;

namespace ClerkSync.Tests.Drivers;

/// <summary>
/// A gateway in front of Postgres that authenticates as Azure does: it requests a token inside TLS, and accepts a client whose token
/// is valid at that moment. It relays the connection to the real server.
/// </summary>
/// <remarks>Source: PostgreSQL documentation, "Frontend/Backend Protocol".</remarks>
internal sealed class TokenGate : IAsyncDisposable
{
    private const int CancelRequest = 80877102;
    private const int SslRequest = 80877103;
    private const int ClearTextPassword = 3;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly NpgsqlConnectionStringBuilder _postgres;
    private readonly Func<string, bool> _isAlive;
    private readonly X509Certificate2 _certificate = CreateCertificate();
    private readonly string _certificateFile = Path.GetTempFileName();
    private readonly ConcurrentBag<TcpClient> _open = [];
    private readonly Task _accepting;
    private int _accepted;
    private int _rejected;

    private TokenGate(string connectionString, Func<string, bool> isAlive)
    {
        _postgres = new NpgsqlConnectionStringBuilder(connectionString);
        _isAlive = isAlive;
        File.WriteAllText(_certificateFile, _certificate.ExportCertificatePem());
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary><c>DATABASE_URL</c> without a password. Clients verify the certificate and the host name.</summary>
    public string DatabaseUrl =>
        $"postgresql://{_postgres.Username}@localhost:{((IPEndPoint)_listener.LocalEndpoint).Port}/{_postgres.Database}"
        + $"?sslrootcert={Uri.EscapeDataString(_certificateFile)}";

    /// <summary>The number of accepted connections.</summary>
    public int Accepted => _accepted;

    /// <summary>The number of connections that had an invalid token.</summary>
    public int Rejected => _rejected;

    public static TokenGate Start(string connectionString, Func<string, bool> isAlive) =>
        new(connectionString, isAlive);

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        foreach (var client in _open)
        {
            client.Dispose();
        }

        await _accepting;
        _certificate.Dispose();
        File.Delete(_certificateFile);
    }

    private static X509Certificate2 CreateCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync();
                _open.Add(client);
                connections.Add(ServeAsync(client));
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException) { }

        await Task.WhenAll(connections);
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        using (var server = new TcpClient())
        {
            try
            {
                await using var secured = await SecureAsync(client.GetStream());
                var startup = await ReadUntypedAsync(secured);
                if (Code(startup) == CancelRequest || await IsAcceptedAsync(secured))
                {
                    await server.ConnectAsync(_postgres.Host!, _postgres.Port);
                    await RelayAsync(secured, server.GetStream(), startup);
                }
            }
            // The client or the server has disconnected.
            catch (Exception exception) when (exception is IOException or ObjectDisposedException) { }
        }
    }

    private async Task<SslStream> SecureAsync(NetworkStream plain)
    {
        while (Code(await ReadUntypedAsync(plain)) != SslRequest)
        {
            // The client requests GSSAPI first.
            await plain.WriteAsync("N"u8.ToArray());
        }

        await plain.WriteAsync("S"u8.ToArray());
        var secured = new SslStream(plain);
        await secured.AuthenticateAsServerAsync(_certificate);
        return secured;
    }

    private async Task<bool> IsAcceptedAsync(SslStream client)
    {
        await WriteAsync(client, 'R', Int32(ClearTextPassword));
        var (_, password) = await ReadAsync(client);
        if (_isAlive(Encoding.UTF8.GetString(password.AsSpan(0, password.Length - 1))))
        {
            Interlocked.Increment(ref _accepted);
            return true;
        }

        Interlocked.Increment(ref _rejected);
        await WriteAsync(client, 'E', "SFATAL\0VFATAL\0C28P01\0MThe access token has expired.\0\0"u8);
        return false;
    }

    private async Task RelayAsync(SslStream client, NetworkStream server, byte[] startup)
    {
        await server.WriteAsync(startup);
        if (Code(startup) != CancelRequest)
        {
            await new ScramLogin(_postgres.Password!).EnterAsync(server);
            await WriteAsync(client, 'R', Int32(0));
        }

        await Task.WhenAny(client.CopyToAsync(server), server.CopyToAsync(client));
    }

    /// <summary>Reads a message without a type byte. The first messages of a connection have none.</summary>
    private static async Task<byte[]> ReadUntypedAsync(Stream stream)
    {
        var length = new byte[4];
        await stream.ReadExactlyAsync(length);
        var message = new byte[BinaryPrimitives.ReadInt32BigEndian(length)];
        length.CopyTo(message, 0);
        await stream.ReadExactlyAsync(message.AsMemory(4));
        return message;
    }

    internal static async Task<(char Type, byte[] Body)> ReadAsync(Stream stream)
    {
        var head = new byte[5];
        await stream.ReadExactlyAsync(head);
        var body = new byte[BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(1)) - 4];
        await stream.ReadExactlyAsync(body);
        return ((char)head[0], body);
    }

    internal static Task WriteAsync(Stream stream, char type, ReadOnlySpan<byte> body) =>
        stream.WriteAsync((byte[])[(byte)type, .. Int32(body.Length + 4), .. body]).AsTask();

    internal static byte[] Int32(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }

    private static int Code(byte[] startup) => BinaryPrimitives.ReadInt32BigEndian(startup.AsSpan(4));
}
