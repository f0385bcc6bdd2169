using Microsoft.Extensions.Hosting;

namespace ClerkSync.Core.Database;

/// <summary>Migrates before the first request, where the setting asks for it.</summary>
internal sealed class MigrateOnStart(Migrator migrator) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => migrator.MigrateAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
