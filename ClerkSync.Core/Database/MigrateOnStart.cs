using Microsoft.Extensions.Hosting;

namespace ClerkSync.Core.Database;

/// <summary>Migrates before the first request, if <c>ClerkSync__MigrateOnStart</c> is set.</summary>
/// <remarks>An older app also starts with the schema of a newer one, so that a release can be rolled back.</remarks>
internal sealed class MigrateOnStart(Migrator migrator) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) =>
        migrator.MigrateAsync(acceptsNewer: true, cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
