using ClerkSync.Core.Disclosure;

namespace ClerkSync.AspNetCore.Functions;

/// <summary>Postgres cannot be asked for a timer's lock.</summary>
/// <param name="cause">Described, but not the inner exception: the driver's text may name the server and the role.</param>
internal sealed class TimerLockException(Exception cause)
    : Exception(
        $"The timer did not run, because its lock in Postgres could not be requested: {ShownError.Describe(cause)}"
    ),
        IUserMessage;
