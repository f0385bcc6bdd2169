using ClerkSync.Core.Disclosure;

namespace ClerkSync.Core.Mirror;

/// <summary>A backfill, drift pass or repair cannot go on. The message is a sentence that a person can act on.</summary>
/// <param name="message">Why, and what to do.</param>
internal sealed class MirrorException(string message) : Exception(message), IUserMessage;
