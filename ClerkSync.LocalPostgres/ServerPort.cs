using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ClerkSync.LocalPostgres;

/// <summary>Chooses a port and remembers it, so that a DATABASE_URL that somebody copied stays true.</summary>
/// <param name="folder">The data folder.</param>
internal sealed class ServerPort(string folder)
{
    private readonly string _file = Path.Combine(folder, "port");

    /// <summary>The preferred port, else the remembered one, if it is free; else one that is.</summary>
    public int Choose(int? preferred)
    {
        var wanted = preferred ?? FindRemembered();
        return wanted is { } port && TryListen(port) is not null ? port : ChooseFree();
    }

    /// <summary>A port that is free now. Another program may still be quicker.</summary>
    public static int ChooseFree() => TryListen(0)!.Value;

    /// <summary>Keeps the port for the next start.</summary>
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
