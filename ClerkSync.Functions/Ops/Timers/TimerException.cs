using ClerkSync.Core.Disclosure;

namespace ClerkSync.Functions.Ops.Timers;

/// <summary>
/// A timer's work failed. The host logs the text of an exception that leaves a function, so this one stands in for those of libraries.
/// </summary>
/// <param name="cause">What ended the work; it is not passed on.</param>
internal sealed class TimerException(Exception cause) : Exception(ShownError.Describe(cause)), IUserMessage
{
    /// <summary>Does a timer's work.</summary>
    /// <exception cref="TimerException">It failed.</exception>
    /// <exception cref="OperationCanceledException">The host ends.</exception>
    public static async Task GuardAsync(Func<Task> work, CancellationToken cancellationToken)
    {
        try
        {
            await work();
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimerException(exception);
        }
    }
}
