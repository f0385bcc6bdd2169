using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace ClerkSync.Bench.Load;

/// <summary>
/// A proxy between programs and Postgres. It delays each chunk by half a millisecond and counts round trips. Chunks
/// wait in parallel, so the delay does not limit the throughput.
/// </summary>
internal sealed class DelayRelay : IDisposable
{
    private static readonly TimeSpan OneWay = TimeSpan.FromMilliseconds(0.5);

    private readonly BlockingCollection<Chunk> _waiting = new(new ConcurrentQueue<Chunk>());
    private readonly int _target;
    private int _roundTrips;

    private DelayRelay(int target) => _target = target;

    /// <summary>
    /// Runs the relay's process. It prints its port, and for each input line the number of round trips so far.
    /// </summary>
    /// <param name="target">The port of Postgres.</param>
    public static async Task RunAsync(int target, CancellationToken cancellationToken)
    {
        using var relay = new DelayRelay(target);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        new Thread(relay.Send) { IsBackground = true }.Start();
        _ = relay.AcceptAsync(listener);
        Console.WriteLine(((IPEndPoint)listener.LocalEndpoint).Port);
        while (await Console.In.ReadLineAsync(cancellationToken) is not null)
        {
            Console.WriteLine(Volatile.Read(ref relay._roundTrips));
        }
    }

    public void Dispose() => _waiting.Dispose();

    private async Task AcceptAsync(TcpListener listener)
    {
        while (true)
        {
            var client = await listener.AcceptSocketAsync();
            var server = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await server.ConnectAsync(IPAddress.Loopback, _target);
            client.NoDelay = server.NoDelay = true;
            var line = new Line();
            _ = ReceiveAsync(client, server, line, isAnswer: false);
            _ = ReceiveAsync(server, client, line, isAnswer: true);
        }
    }

    private async Task ReceiveAsync(Socket from, Socket to, Line line, bool isAnswer)
    {
        var buffer = new byte[64 * 1024];
        var length = 0;
        do
        {
            try
            {
                length = await from.ReceiveAsync(buffer);
            }
            catch (SocketException)
            {
                length = 0;
            }

            // Data sent after a response starts the next round trip.
            if (line.Turn(isAnswer) && !isAnswer)
            {
                Interlocked.Increment(ref _roundTrips);
            }

            _waiting.Add(new Chunk(to, buffer[..length], Stopwatch.GetTimestamp()));
        } while (length > 0);
    }

    // All chunks wait equally long, so they are sent in the order of their arrival.
    private void Send()
    {
        foreach (var chunk in _waiting.GetConsumingEnumerable())
        {
            var left = OneWay - Stopwatch.GetElapsedTime(chunk.ReceivedAt);
            if (left > TimeSpan.Zero)
            {
                Sleep(left);
            }

            try
            {
                if (chunk.Bytes.Length > 0)
                {
                    chunk.To.Send(chunk.Bytes);
                }
                else
                {
                    chunk.To.Shutdown(SocketShutdown.Both);
                }
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                // The other side has closed the connection.
            }
        }
    }

    // Thread.Sleep supports only whole milliseconds.
    private static void Sleep(TimeSpan time)
    {
        var left = new TimeSpec { Nanoseconds = (nint)time.TotalNanoseconds };
        _ = Nanosleep(ref left, 0);
    }

    [DllImport("libc", EntryPoint = "nanosleep")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Nanosleep(ref TimeSpec time, nint rest);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public nint Seconds;
        public nint Nanoseconds;
    }

    private sealed record Chunk(Socket To, byte[] Bytes, long ReceivedAt);

    private sealed class Line
    {
        private int _isAnswered = 1;

        /// <summary>Records which side sent data.</summary>
        /// <returns>Whether the other side sent data last.</returns>
        public bool Turn(bool isAnswer)
        {
            var now = isAnswer ? 1 : 0;
            return Interlocked.Exchange(ref _isAnswered, now) != now;
        }
    }
}
