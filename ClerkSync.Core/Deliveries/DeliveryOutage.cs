using ClerkSync.Core.Webhooks;

namespace ClerkSync.Core.Deliveries;

/// <summary>Remembers whether the last delivery was answered <c>database_unavailable</c>, for the health report.</summary>
internal sealed class DeliveryOutage(TimeProvider time)
{
    private static readonly TimeSpan Memory = TimeSpan.FromSeconds(30);

    private long _failedAt;

    public void Note(WebhookResult result) =>
        Volatile.Write(ref _failedAt, result.Error == WebhookError.DatabaseUnavailable ? time.GetTimestamp() : 0);

    /// <summary>Whether the last such response is less than half a minute old.</summary>
    public bool IsUnderWay() =>
        Volatile.Read(ref _failedAt) is not 0 and var failedAt && time.GetElapsedTime(failedAt) < Memory;
}
