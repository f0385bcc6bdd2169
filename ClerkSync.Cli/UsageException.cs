using ClerkSync.Core.Disclosure;

namespace ClerkSync.Cli;

/// <summary>The command line asks for something that does not exist.</summary>
/// <param name="message">A sentence for a person.</param>
internal sealed class UsageException(string message) : Exception(message), IUserMessage;
