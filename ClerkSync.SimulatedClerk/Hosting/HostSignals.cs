using ClerkSync.SimulatedPages;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ClerkSync.SimulatedClerk.Hosting;

/// <summary>Signals in a process with several hosts.</summary>
/// <remarks>The local host sees <see cref="NoLifetime"/> in both simulated services, so it cannot name that class.</remarks>
internal static class HostSignals
{
    /// <summary>Leaves signals to the program that started the host.</summary>
    public static IServiceCollection LeaveSignals(this IServiceCollection services) =>
        services.AddSingleton<IHostLifetime, NoLifetime>();
}
