using System.Text.Json;

namespace ClerkSync.Bench.Load;

/// <summary>
/// The main loop of a process that runs jobs. It reads a <see cref="LoadJob"/>, prepares it and prints "ready". After
/// the next line, it runs the job and prints the <see cref="LoadResult"/>.
/// </summary>
internal static class JobLoop
{
    public const string Ready = "ready";
    public const string Go = "go";

    /// <param name="prepareAsync">Returns the function whose run is measured.</param>
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
