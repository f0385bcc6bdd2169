using System.Text.Json;

namespace ClerkSync.Bench.Load;

/// <summary>
/// What a process of the bench does that runs jobs. It reads a <see cref="LoadJob"/>, prepares it, and says "ready"; after the next line
/// it runs the job and prints the <see cref="LoadResult"/>.
/// </summary>
internal static class JobLoop
{
    public const string Ready = "ready";
    public const string Go = "go";

    /// <param name="prepareAsync">Returns the part that is measured.</param>
    /// <param name="cancellationToken">Ends the loop.</param>
    public static async Task RunAsync(
        Func<LoadJob, Task<Func<Task<LoadResult>>>> prepareAsync,
        CancellationToken cancellationToken
    )
    {
        while (await Console.In.ReadLineAsync(cancellationToken) is { } line)
        {
            var run = await prepareAsync(JsonSerializer.Deserialize<LoadJob>(line)!);
            GC.Collect();
            Console.WriteLine(Ready);
            await Console.In.ReadLineAsync(cancellationToken);
            Console.WriteLine(JsonSerializer.Serialize(await run()));
        }
    }
}
