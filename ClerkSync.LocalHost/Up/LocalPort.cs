using System.Net;
using System.Net.Sockets;

namespace ClerkSync.LocalHost.Up;

/// <summary>
/// A port on this machine. The socket listens from the moment the port is chosen, and the server takes it over, so no other program can
/// take the port in between.
/// </summary>
internal sealed class LocalPort : IDisposable
{
    private readonly TcpListener _listener;

    private LocalPort(TcpListener listener) => _listener = listener;

    public int Number => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>The socket for the server, which closes it when it stops.</summary>
    public Socket Socket => _listener.Server;

    /// <summary>Takes the requested port, else the default port, else another free port, which it reports.</summary>
    /// <exception cref="UpException">The requested port is taken, or no port of the range is free.</exception>
    public static LocalPort Take(PortRange range, int? asked, IProgress<string> progress)
    {
        if (TryTake(asked ?? range.Default) is { } wanted)
        {
            return wanted;
        }

        if (asked is { } taken)
        {
            throw new UpException(
                $"Port {taken} is taken by another program. Stop that one, or give another {range.Option}."
            );
        }

        for (var port = range.FirstOther; port <= range.LastOther; port++)
        {
            if (TryTake(port) is { } other)
            {
                progress.Report($"Port {range.Default} is taken by another program, so port {port} is used.");
                return other;
            }
        }

        throw new UpException(
            $"Port {range.Default} and those from {range.FirstOther} to {range.LastOther} are taken. "
                + $"Give a free one with {range.Option}."
        );
    }

    public void Dispose() => _listener.Dispose();

    private static LocalPort? TryTake(int port)
    {
        var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return new LocalPort(listener);
        }
        catch (SocketException)
        {
            listener.Dispose();
            return null;
        }
    }
}

/// <summary>The ports that a server may use.</summary>
/// <param name="Option">The command-line option that requests a port.</param>
/// <param name="Default">The port that is tried first.</param>
/// <param name="FirstOther">The first port to try if the default one is taken.</param>
/// <param name="LastOther">The last port to try.</param>
internal sealed record PortRange(string Option, int Default, int FirstOther, int LastOther)
{
    /// <summary>The default is the port of <c>func start</c>, so that one tunnel works for both.</summary>
    public static PortRange Functions { get; } = new("--port", 7071, 7080, 7099);

    public static PortRange Clerk { get; } = new("--clerk-port", 7072, 7100, 7119);

    public static PortRange Stripe { get; } = new("--stripe-port", 7073, 7120, 7139);
}
