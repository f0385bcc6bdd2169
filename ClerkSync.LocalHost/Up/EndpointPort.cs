using System.Net;
using System.Net.Sockets;

namespace ClerkSync.LocalHost.Up;

/// <summary>The port of the functions, held from its choice until they listen, so that nobody takes it meanwhile.</summary>
internal sealed class EndpointPort : IDisposable
{
    /// <summary>The port of <c>func start</c>, so that a tunnel to one serves the other.</summary>
    public const int Default = 7071;

    // 7072 belongs to the simulated Clerk.
    private const int FirstOther = 7080;
    private const int LastOther = 7099;

    private readonly TcpListener _listener;

    private EndpointPort(TcpListener listener) => _listener = listener;

    /// <summary>Its number.</summary>
    public int Number => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Takes the port that was asked for, else the default one, else another that is free, which it says.</summary>
    /// <exception cref="UpException">The port that was asked for is taken.</exception>
    public static EndpointPort Take(int? asked, IProgress<string> progress)
    {
        if (TryTake(asked ?? Default) is { } wanted)
        {
            return wanted;
        }

        if (asked is { } taken)
        {
            throw new UpException($"Port {taken} is taken by another program. Stop that one, or give another --port.");
        }

        for (var port = FirstOther; port <= LastOther; port++)
        {
            if (TryTake(port) is { } other)
            {
                progress.Report($"Port {Default} is taken by another program, so port {port} is used.");
                return other;
            }
        }

        throw new UpException(
            $"Port {Default} and those from {FirstOther} to {LastOther} are taken. Give a free one with --port."
        );
    }

    /// <summary>Lets the port go, for the functions to take it.</summary>
    public void Dispose() => _listener.Dispose();

    private static EndpointPort? TryTake(int port)
    {
        var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return new EndpointPort(listener);
        }
        catch (SocketException)
        {
            listener.Dispose();
            return null;
        }
    }
}
