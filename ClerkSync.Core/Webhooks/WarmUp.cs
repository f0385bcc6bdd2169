using ClerkSync.Core.Database;
using ClerkSync.Core.Instance;
using Microsoft.Extensions.Hosting;

namespace ClerkSync.Core.Webhooks;

/// <summary>Opens the first connection and reads what every delivery needs, while the host still loads the functions.</summary>
internal sealed class WarmUp(SchemaVersion schema, ClerkInstance instance) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Before .NET 10 the start of the application waits until the first await.
        await Task.Yield();
        try
        {
            if (await schema.IsCurrentAsync(stoppingToken))
            {
                await instance.ReadAsync(stoppingToken);
            }
        }
        // The first request meets the same failure and reports it.
        catch (Exception) { }
    }
}
