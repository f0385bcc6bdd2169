using ClerkSync.Core.ApiKeys;
using ClerkSync.Core.Deliveries;
using Microsoft.Azure.Functions.Worker;

namespace ClerkSync.Functions.Ops.Timers;

/// <summary>
/// Deletes old payloads and deliveries every night. Also deletes the encrypted copies of API keys that were not revealed in time; the keys
/// stay valid.
/// </summary>
public sealed class PurgeDeliveries(DeliveryPurge purge, ApiKeyService keys)
{
    /// <summary>Runs at 03:17 UTC.</summary>
    [Function("ClerkSyncPurgeDeliveries")]
    public Task RunAsync([TimerTrigger("0 17 3 * * *")] TimerInfo timer, CancellationToken cancellationToken) =>
        TimerException.GuardAsync(
            async () =>
            {
                await purge.PurgeAsync(cancellationToken);
                await keys.ForgetUnrevealedAsync(cancellationToken);
            },
            cancellationToken
        );
}
