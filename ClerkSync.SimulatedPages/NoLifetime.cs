using Microsoft.Extensions.Hosting;

namespace ClerkSync.SimulatedPages;

/// <summary>Leaves signals to the program that started the host. The default lifetime would handle them.</summary>
internal sealed class NoLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
