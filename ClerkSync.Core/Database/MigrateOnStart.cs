using Microsoft.Extensions.Hosting;

namespace ClerkSync.Core.Database;

/// <summary>Migrates before the first request, if <c>ClerkSync__MigrateOnStart</c> is set.</summary>
internal sealed class MigrateOnStart(Migrator migrator) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => migrator.MigrateAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
