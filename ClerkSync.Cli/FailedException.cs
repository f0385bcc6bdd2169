using ClerkSync.Core.Disclosure;

namespace ClerkSync.Cli;

/// <summary>What was asked for cannot be done: there is no such user, delivery, key or run, or a limit forbids it.</summary>
/// <param name="message">A sentence for a person.</param>
internal sealed class FailedException(string message) : Exception(message), IUserMessage;
