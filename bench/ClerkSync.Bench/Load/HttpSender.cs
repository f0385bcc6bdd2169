using System.Diagnostics;

namespace ClerkSync.Bench.Load;

/// <summary>Sends prepared requests over keep-alive connections, and checks each response.</summary>
internal static class HttpSender
{
    /// <summary>Runs the sender's process.</summary>
    public static Task RunAsync(CancellationToken cancellationToken) =>
        JobLoop.RunAsync(PrepareAsync, cancellationToken);

    private static async Task<Func<Task<LoadResult>>> PrepareAsync(LoadJob job)
    {
        HttpDelivery[] deliveries = [.. job.Plan().Select(planned => HttpDelivery.Create(job, planned))];
        var connections = new List<HttpConnection>();
        for (var i = 0; i < job.AtOnce; i++)
        {
            connections.Add(await HttpConnection.OpenAsync(job.Endpoint!));
        }

        return () => SendAsync(deliveries, connections);
    }

    private static async Task<LoadResult> SendAsync(HttpDelivery[] deliveries, List<HttpConnection> connections)
    {
        var next = -1;
        var milliseconds = new double[deliveries.Length];
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(connections.Select(SendAsync));
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        connections.ForEach(connection => connection.Dispose());
        return LoadResult.Of(milliseconds, seconds);

        async Task SendAsync(HttpConnection connection)
        {
            for (int i; (i = Interlocked.Increment(ref next)) < deliveries.Length; )
            {
                var sent = Stopwatch.GetTimestamp();
                await connection.SendAsync(deliveries[i]);
                milliseconds[i] = Stopwatch.GetElapsedTime(sent).TotalMilliseconds;
            }
        }
    }
}
