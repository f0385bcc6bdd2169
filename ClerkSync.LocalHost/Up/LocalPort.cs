using System.Net;
using System.Net.Sockets;

namespace ClerkSync.LocalHost.Up;

/// <summary>A port on this machine, listened to from its choice on. The server goes on with the same socket, so no other program gets the port in between.</summary>
internal sealed class LocalPort : IDisposable
{
    private readonly TcpListener _listener;

    private LocalPort(TcpListener listener) => _listener = listener;

    /// <summary>Its number.</summary>
    public int Number => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>For the server, which closes it when it stops.</summary>
    public Socket Socket => _listener.Server;

    /// <summary>Takes the port that was asked for, else the default one, else another that is free, which it says.</summary>
    /// <exception cref="UpException">The port that was asked for is taken.</exception>
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

    /// <summary>Lets the port go.</summary>
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

/// <summary>Which ports a server may have.</summary>
/// <param name="Option">Asks for another one.</param>
/// <param name="Default">The one it has if it can.</param>
/// <param name="FirstOther">The first that is tried when the default one is taken.</param>
/// <param name="LastOther">The last of them.</param>
internal sealed record PortRange(string Option, int Default, int FirstOther, int LastOther)
{
    /// <summary>The functions': the port of <c>func start</c>, so that a tunnel to one serves the other.</summary>
    public static PortRange Functions { get; } = new("--port", 7071, 7080, 7099);

    /// <summary>The simulated Clerk's.</summary>
    public static PortRange Clerk { get; } = new("--clerk-port", 7072, 7100, 7119);

    /// <summary>The simulated Stripe's.</summary>
    public static PortRange Stripe { get; } = new("--stripe-port", 7073, 7120, 7139);
}
