using System.Diagnostics;
using System.Net;
using ClerkSync.Tests.Drivers;
using ClerkSync.Tests.Publish;

namespace ClerkSync.Bench.Load;

/// <summary>
/// Measures a cold start of the published function app, with a host that speaks the protocol of the Functions host.
/// </summary>
internal static class FunctionsWorker
{
    public const string Name = "ClerkSync, Functions worker";

    /// <param name="app">The folder of the published app.</param>
    /// <param name="database">The <c>DATABASE_URL</c> of the app.</param>
    /// <param name="job">Contains one delivery.</param>
    /// <returns>The milliseconds from the start of the process to the response.</returns>
    /// <exception cref="InvalidOperationException">The delivery was not applied.</exception>
    public static async Task<double> StartAsync(string app, string database, LoadJob job)
    {
        var planned = job.Plan().Single();
        var delivery = Delivery.Sign(planned.CreateBody(), planned.SvixId, job.Secret);
        var started = Stopwatch.GetTimestamp();
        await using var host = await FunctionsHost.StartAsync(
            app,
            ("DATABASE_URL", database),
            ("CLERK_WEBHOOK_SIGNING_SECRET", job.Secret)
        );
        var answer = await host.DeliverAsync(delivery);
        return answer.Status == HttpStatusCode.OK
            ? Stopwatch.GetElapsedTime(started).TotalMilliseconds
            : throw new InvalidOperationException($"The worker answered {(int)answer.Status}: {answer.Body}");
    }
}
