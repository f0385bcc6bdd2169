using ClerkSync.Core.Disclosure;

namespace ClerkSync.LocalHost.Up;

/// <summary>The local host cannot start.</summary>
/// <param name="message">A sentence for the user: the reason and the remedy.</param>
public sealed class UpException(string message) : Exception(message), IUserMessage;
