using ClerkSync.Core.Disclosure;

namespace ClerkSync.LocalHost.Up;

/// <summary>The local host cannot start.</summary>
/// <param name="message">A sentence for a person: what is in the way, and what to do.</param>
public sealed class UpException(string message) : Exception(message), IUserMessage;
