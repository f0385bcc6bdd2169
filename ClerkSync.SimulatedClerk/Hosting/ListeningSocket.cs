using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;

namespace ClerkSync.SimulatedClerk.Hosting;

/// <summary>Makes Kestrel serve on a socket that already listens.</summary>
internal static class ListeningSocket
{
    /// <summary>Replaces the socket that Kestrel would create.</summary>
    /// <param name="services">The services of an application with one endpoint.</param>
    /// <param name="socket">Null lets Kestrel create the socket.</param>
    public static IServiceCollection ServeOn(this IServiceCollection services, Socket? socket) =>
        socket is null
            ? services
            : services.Configure<SocketTransportOptions>(options => options.CreateBoundListenSocket = _ => socket);
}
