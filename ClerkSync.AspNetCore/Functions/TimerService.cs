using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ClerkSync.AspNetCore.Functions;

/// <summary>Runs the timer functions, each on its own schedule in UTC and never concurrently with itself.</summary>
/// <remarks>
/// With a <see cref="TimerLock"/> one of several instances runs a timer. A run that became due during another one starts right after it,
/// once. Runs that were due while the process was stopped are skipped.
/// </remarks>
internal sealed partial class TimerService(
    TimerFunction[] timers,
    FunctionExecutionDelegate pipeline,
    IServiceScopeFactory scopes,
    TimeProvider time,
    ILogger<TimerService> logger,
    TimerLock? timerLock = null
) : BackgroundService
{
    // Task.Delay allows at most 49 days. Shorter steps also notice that the clock was set.
    private static readonly TimeSpan LongestDelay = TimeSpan.FromHours(1);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(timers.Select(timer => RunAsync(timer, stoppingToken)));

    private async Task RunAsync(TimerFunction timer, CancellationToken stoppingToken)
    {
        var startedAt = time.GetUtcNow();
        if (timer.RunOnStartup)
        {
            await InvokeAsync(timer, stoppingToken);
        }

        while (timer.FindNext(startedAt) is { } next)
        {
            await WaitUntilAsync(next, stoppingToken);
            startedAt = time.GetUtcNow();
            await InvokeAsync(timer, stoppingToken);
        }
    }

    private async Task WaitUntilAsync(DateTimeOffset next, CancellationToken stoppingToken)
    {
        while (next - time.GetUtcNow() is { Ticks: > 0 } remaining)
        {
            await Task.Delay(remaining < LongestDelay ? remaining : LongestDelay, time, stoppingToken);
        }
    }

    private async Task InvokeAsync(TimerFunction timer, CancellationToken stoppingToken)
    {
        stoppingToken.ThrowIfCancellationRequested();
        await using var scope = scopes.CreateAsyncScope();
        var context = new KestrelContext(
            timer.Function,
            timer.Invoker,
            scope.ServiceProvider,
            routeValues: [],
            stoppingToken
        )
        {
            Trigger = new TimerInfo(),
        };
        try
        {
            await (
                timerLock?.RunAsync(timer.Function.Name, () => pipeline(context), stoppingToken) ?? pipeline(context)
            );
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception exception)
        {
            LogFailed(exception, timer.Function.Name, context.InvocationId);
        }
    }

    [LoggerMessage(LogLevel.Error, "The timer {Function} failed, invocation {InvocationId}")]
    private partial void LogFailed(Exception exception, string function, string invocationId);
}
