using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ClerkSync.Core.Webhooks;

/// <summary>Delays the stop of the process until deliveries in flight are answered.</summary>
/// <remarks>
/// Hosted services stop in reverse order of registration: this one before the Functions worker's, which sends the answers and does not
/// wait for them.
/// </remarks>
internal sealed partial class DeliveryDrain(TimeProvider time, ILogger<DeliveryDrain> logger) : IHostedService
{
    /// <summary>The maximum wait: a delivery gets its response within ten seconds.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    // The worker still has to send the last answer.
    private static readonly TimeSpan TimeToSend = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private int _inFlight;

    /// <summary>Counts a delivery as in flight until the result is disposed.</summary>
    public IDisposable Enter()
    {
        Interlocked.Increment(ref _inFlight);
        return new InFlightDelivery(this);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_inFlight == 0)
        {
            return;
        }

        LogDraining(_inFlight);
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            while (_inFlight > 0)
            {
                await Task.Delay(Pause, either.Token);
            }

            await Task.Delay(TimeToSend, either.Token);
        }
        catch (OperationCanceledException)
        {
            LogLeft(_inFlight);
        }
    }

    [LoggerMessage(LogLevel.Information, "Stopping when {Count} in-flight deliveries are done")]
    private partial void LogDraining(int count);

    [LoggerMessage(LogLevel.Warning, "Stopped with {Count} deliveries unanswered; Svix redelivers them")]
    private partial void LogLeft(int count);

    private sealed class InFlightDelivery(DeliveryDrain drain) : IDisposable
    {
        public void Dispose() => Interlocked.Decrement(ref drain._inFlight);
    }
}
