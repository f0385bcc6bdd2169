using ClerkSync.Core.Disclosure;

namespace ClerkSync.Cli;

/// <summary>The command cannot be carried out: the user, delivery, key or run does not exist, or a limit forbids it.</summary>
/// <param name="message">A sentence for the user.</param>
internal sealed class FailedException(string message) : Exception(message), IUserMessage;
