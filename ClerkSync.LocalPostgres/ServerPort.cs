using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ClerkSync.LocalPostgres;

/// <summary>Chooses a port and stores it, so that a copied DATABASE_URL stays valid.</summary>
internal sealed class ServerPort(string folder)
{
    private readonly string _file = Path.Combine(folder, "port");

    /// <summary>Returns the preferred port, else the stored one, if it is free; else another free port.</summary>
    public int Choose(int? preferred)
    {
        var wanted = preferred ?? FindRemembered();
        return wanted is { } port && TryListen(port) is not null ? port : ChooseFree();
    }

    /// <summary>Returns a free port. Another program may still take it first.</summary>
    public static int ChooseFree() => TryListen(0)!.Value;

    /// <summary>Stores the port for the next start.</summary>
    public Task RememberAsync(int port, CancellationToken cancellationToken) =>
        File.WriteAllTextAsync(_file, port.ToString(CultureInfo.InvariantCulture) + "\n", cancellationToken);

    private int? FindRemembered() =>
        File.Exists(_file)
        && int.TryParse(File.ReadAllText(_file), CultureInfo.InvariantCulture, out var port)
        && port is > IPEndPoint.MinPort and <= IPEndPoint.MaxPort
            ? port
            : null;

    private static int? TryListen(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return ((IPEndPoint)listener.LocalEndpoint).Port;
        }
        catch (SocketException)
        {
            return null;
        }
    }
}
