using System.Buffers.Text;
using System.Net.Sockets;
using System.Text;

namespace ClerkSync.Bench.Load;

/// <summary>
/// A connection that sends requests sequentially. It supports only the part of HTTP/1.1 that it needs, to use little
/// CPU.
/// </summary>
internal sealed class HttpConnection : IDisposable
{
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _buffer = new byte[16 * 1024];

    public static async Task<HttpConnection> OpenAsync(Uri endpoint)
    {
        var connection = new HttpConnection();
        try
        {
            await connection._socket.ConnectAsync(endpoint.Host, endpoint.Port);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Sends a delivery and waits for the complete response.</summary>
    /// <exception cref="InvalidOperationException">The response is not 2xx, or not the expected one.</exception>
    public async Task SendAsync(HttpDelivery delivery)
    {
        var length = await AskAsync(delivery.Request);
        var answer = _buffer.AsSpan(0, length);
        if (!answer.StartsWith("HTTP/1.1 2"u8) || answer.IndexOf(delivery.Answer) < 0)
        {
            throw new InvalidOperationException(
                $"Expected {Encoding.ASCII.GetString(delivery.Answer)} and got: {Encoding.UTF8.GetString(answer)}"
            );
        }
    }

    /// <summary>Waits for any response.</summary>
    public Task PingAsync() => AskAsync("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"u8.ToArray());

    public void Dispose() => _socket.Dispose();

    private async Task<int> AskAsync(byte[] request)
    {
        for (var sent = 0; sent < request.Length; )
        {
            sent += await _socket.SendAsync(request.AsMemory(sent));
        }

        var length = 0;
        do
        {
            var received = await _socket.ReceiveAsync(_buffer.AsMemory(length));
            length += received > 0 ? received : throw new InvalidOperationException("The server closed a connection.");
        } while (!IsComplete(_buffer.AsSpan(0, length)));

        return length;
    }

    private static bool IsComplete(ReadOnlySpan<byte> answer)
    {
        var head = answer.IndexOf("\r\n\r\n"u8);
        if (head < 0)
        {
            return false;
        }

        var length = FindLength(answer[..head]);
        return length < 0 ? answer.EndsWith("0\r\n\r\n"u8) : answer.Length >= head + 4 + length;
    }

    // Kestrel and Node write the header name in different cases.
    private static int FindLength(ReadOnlySpan<byte> head)
    {
        var name = head.IndexOf("ontent-Length: "u8);
        name = name < 0 ? head.IndexOf("ontent-length: "u8) : name;
        return name >= 0 && Utf8Parser.TryParse(head[(name + 15)..], out int length, out _) ? length : -1;
    }
}
