using ClerkSync.Core.Disclosure;

namespace ClerkSync.Cli;

/// <summary>The command line cannot be understood.</summary>
/// <param name="message">A sentence for the user.</param>
internal sealed class UsageException(string message) : Exception(message), IUserMessage;
