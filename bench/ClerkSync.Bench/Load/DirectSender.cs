using System.Diagnostics;
using ClerkSync.Core;
using ClerkSync.Core.Webhooks;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace ClerkSync.Bench.Load;

/// <summary>Applies deliveries without HTTP, in batches of a fixed size or one by one through the queue.</summary>
internal sealed class DirectSender(IServiceProvider services)
{
    /// <summary>Runs the sender's process, whose settings come from the environment.</summary>
    public static async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var services = new ServiceCollection()
            .AddClerkSyncCore(new ConfigurationBuilder().AddEnvironmentVariables().Build())
            .BuildServiceProvider();
        var sender = new DirectSender(services);
        await JobLoop.RunAsync(job => Task.FromResult(sender.Prepare(job)), cancellationToken);
    }

    private Func<Task<LoadResult>> Prepare(LoadJob job)
    {
        (PlannedDelivery Planned, byte[] Body)[] all =
        [
            .. job.Plan().Select(planned => (planned, planned.CreateBody())),
        ];
        return () => SendAsync(all, job);
    }

    private async Task<LoadResult> SendAsync((PlannedDelivery Planned, byte[] Body)[] all, LoadJob job)
    {
        var milliseconds = new List<double>();
        var started = Stopwatch.GetTimestamp();
        foreach (var batch in all.Chunk(job.AtOnce))
        {
            var sent = Stopwatch.GetTimestamp();
            var results = job.IsQueued ? await QueueAsync(batch) : await ApplyAsync(batch);
            milliseconds.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
            foreach (var ((planned, _), result) in batch.Zip(results))
            {
                if (result.Word != planned.Outcome)
                {
                    throw new InvalidOperationException($"{planned.SvixId} is {result.Word}, not {planned.Outcome}.");
                }
            }
        }

        return LoadResult.Of([.. milliseconds], Stopwatch.GetElapsedTime(started).TotalSeconds);
    }

    private Task<WebhookResult[]> QueueAsync(IEnumerable<(PlannedDelivery Planned, byte[] Body)> batch)
    {
        var receiver = services.GetRequiredService<WebhookReceiver>();
        return Task.WhenAll(
            batch.Select(pair => receiver.ReplayAsync(new SvixId(pair.Planned.SvixId), pair.Body, default))
        );
    }

    /// <summary>Does the same as the receiver, without the queue.</summary>
    private Task<IReadOnlyList<WebhookResult>> ApplyAsync(IEnumerable<(PlannedDelivery Planned, byte[] Body)> batch)
    {
        var events = services.GetRequiredService<EventReader>();
        var now = DateTimeOffset.UtcNow;
        return services
            .GetRequiredService<DeliveryApplier>()
            .ApplyAsync([
                .. batch.Select(pair => new WebhookDelivery
                {
                    SvixId = new SvixId(pair.Planned.SvixId),
                    Event = events.Read(pair.Body, now),
                    ReceivedAt = now,
                    Payload = pair.Body,
                }),
            ]);
    }
}
