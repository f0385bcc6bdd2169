using ClerkSync.Core.Disclosure;

namespace ClerkSync.Functions.Ops.Timers;

/// <summary>
/// A timer failed. The host logs the message of an exception that leaves a function, so this exception replaces those of libraries.
/// </summary>
/// <param name="cause">The failure. It does not become the inner exception, whose message the host would log.</param>
internal sealed class TimerException(Exception cause) : Exception(ShownError.Describe(cause)), IUserMessage
{
    /// <exception cref="TimerException"><paramref name="work"/> failed.</exception>
    /// <exception cref="OperationCanceledException">The host is stopping.</exception>
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
