using System.Diagnostics;

namespace ClerkSync.Bench.Calls;

/// <summary>Measures calls in many short rounds, each subject in its turn, so that whoever else loads the machine meets all alike.</summary>
internal static class Turns
{
    // Until everything is compiled for good.
    private const int RoundsToWarmUp = 5;

    /// <summary>Adds a cost of each round to each subject.</summary>
    /// <param name="subjects">What is called, one after another; another one begins each round.</param>
    /// <param name="rounds">How many rounds.</param>
    /// <param name="calls">How many calls of each in a round.</param>
    /// <param name="serverCpu">What Postgres has taken so far.</param>
    public static async Task MeasureAsync(
        IReadOnlyList<Subject> subjects,
        int rounds,
        int calls,
        Func<TimeSpan> serverCpu
    )
    {
        for (var round = -RoundsToWarmUp; round < rounds; round++)
        {
            for (var turn = 0; turn < subjects.Count; turn++)
            {
                var subject = subjects[(round + RoundsToWarmUp + turn) % subjects.Count];
                await subject.PrepareAsync();
                var cost = await MeasureAsync(subject, calls, serverCpu);
                if (round >= 0)
                {
                    subject.Costs.Add(cost);
                }
            }
        }
    }

    private static async Task<CallCost> MeasureAsync(Subject subject, int calls, Func<TimeSpan> serverCpu)
    {
        // What the one before has left behind is not this one's.
        GC.Collect();
        var server = serverCpu();
        var bytes = GC.GetTotalAllocatedBytes(precise: true);
        var processor = Environment.CpuUsage.TotalTime;
        var started = Stopwatch.GetTimestamp();
        for (var number = 0; number < calls; number++)
        {
            await subject.CallAsync(number);
        }

        var time = Stopwatch.GetElapsedTime(started);
        return new CallCost(
            (Environment.CpuUsage.TotalTime - processor).TotalMicroseconds / calls,
            (serverCpu() - server).TotalMicroseconds / calls,
            time.TotalMicroseconds / calls,
            (double)(GC.GetTotalAllocatedBytes(precise: true) - bytes) / calls
        );
    }
}
