using ClerkSync.Core.Disclosure;

namespace ClerkSync.LocalPostgres;

/// <summary>The local Postgres could not be started or stopped.</summary>
/// <param name="message">A sentence for the user: the reason and the remedy, with the last lines of the server log if they help.</param>
/// <param name="innerException">The cause; null when nothing was thrown.</param>
public sealed class LocalPostgresException(string message, Exception? innerException = null)
    : Exception(message, innerException),
        IUserMessage;
