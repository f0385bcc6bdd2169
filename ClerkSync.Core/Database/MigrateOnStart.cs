using Microsoft.Extensions.Hosting;

namespace ClerkSync.Core.Database;

/// <summary>Migrates before the first request, if <c>ClerkSync__MigrateOnStart</c> is set.</summary>
/// <remarks>If nothing is pending, an older app also starts with a newer schema, so that a release can be rolled back.</remarks>
internal sealed class MigrateOnStart(Migrator migrator) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (await migrator.FindPendingAsync(cancellationToken) is [_, ..])
        {
            await migrator.MigrateAsync(cancellationToken);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
