using NCrontab;

namespace ClerkSync.AspNetCore.Functions;

/// <summary>A function that a timer starts, on a schedule in UTC.</summary>
internal sealed record TimerFunction(
    KestrelFunction Function,
    FunctionInvoker Invoker,
    CrontabSchedule Schedule,
    bool RunOnStartup
)
{
    // The 29th of February falls on a given day of the week every 28 years, or 40 across a year such as 2100.
    private const int LongestPauseYears = 40;

    private static readonly CrontabSchedule.ParseOptions SixFields = new() { IncludingSeconds = true };

    /// <param name="function">A function with a TimerTrigger.</param>
    /// <exception cref="InvalidOperationException">The function cannot be run here; the message names it.</exception>
    public static TimerFunction Create(KestrelFunction function)
    {
        var trigger = function.TimerTrigger!;
        return CrontabSchedule.TryParse(trigger.Schedule, SixFields) is { } schedule
            ? new TimerFunction(function, new FunctionInvoker(function, []), schedule, trigger.RunOnStartup)
            : throw new InvalidOperationException(
                $"The schedule \"{trigger.Schedule}\" of the function {function.Name} is not a six-field NCRONTAB expression."
            );
    }

    /// <returns>The first second after <paramref name="after"/> that matches; null when there is none (30 February).</returns>
    public DateTimeOffset? FindNext(DateTimeOffset after)
    {
        // NCrontab returns the end when no run comes before it, but on a day that no month has it only stops at an end in January.
        var end = new DateTime(after.Year + LongestPauseYears + 1, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        var next = Schedule.GetNextOccurrence(after.UtcDateTime, end);
        return next < end ? next : null;
    }
}
