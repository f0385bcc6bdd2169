namespace ClerkSync.LocalHost.Functions;

/// <summary>A function that a timer starts.</summary>
internal sealed record TimerFunction(
    LocalFunction Function,
    FunctionInvoker Invoker,
    CronSchedule Schedule,
    bool RunOnStartup
)
{
    /// <param name="function">A function with a TimerTrigger.</param>
    /// <exception cref="InvalidOperationException">It cannot be run here; the message names it.</exception>
    public static TimerFunction Create(LocalFunction function)
    {
        var trigger = function.TimerTrigger!;
        return CronSchedule.TryParse(trigger.Schedule, out var schedule)
            ? new TimerFunction(function, new FunctionInvoker(function, []), schedule, trigger.RunOnStartup)
            : throw new InvalidOperationException(
                $"The schedule \"{trigger.Schedule}\" of the function {function.Name} is no six-field NCRONTAB expression."
            );
    }
}
