using ClerkSync.Core.Disclosure;

namespace ClerkSync.LocalPostgres;

/// <summary>The local Postgres could not be started or stopped.</summary>
/// <param name="message">
/// What happened and what to do, for a person to read; with the server log's last lines where they tell more.
/// </param>
/// <param name="innerException">What caused it; null when nothing was thrown.</param>
public sealed class LocalPostgresException(string message, Exception? innerException = null)
    : Exception(message, innerException),
        IUserMessage;
