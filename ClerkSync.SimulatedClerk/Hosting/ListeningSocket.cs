using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;

namespace ClerkSync.SimulatedClerk.Hosting;

/// <summary>Has Kestrel serve on a socket that listens already.</summary>
internal static class ListeningSocket
{
    /// <summary>Serves on a socket in the place of one that Kestrel would make.</summary>
    /// <param name="services">Of an application with one endpoint.</param>
    /// <param name="socket">Null lets Kestrel make one.</param>
    public static IServiceCollection ServeOn(this IServiceCollection services, Socket? socket) =>
        socket is null
            ? services
            : services.Configure<SocketTransportOptions>(options => options.CreateBoundListenSocket = _ => socket);
}
