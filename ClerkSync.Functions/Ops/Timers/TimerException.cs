using ClerkSync.Core.Disclosure;

namespace ClerkSync.Functions.Ops.Timers;

/// <summary>
/// A timer's work failed. The host logs the text of an exception that leaves a function, so this one replaces exceptions of libraries.
/// </summary>
/// <param name="cause">Why the work failed. It does not become the inner exception.</param>
internal sealed class TimerException(Exception cause) : Exception(ShownError.Describe(cause)), IUserMessage
{
    /// <exception cref="TimerException">It failed.</exception>
    /// <exception cref="OperationCanceledException">The host stops.</exception>
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
