using ClerkSync.Core.Disclosure;

namespace ClerkSync.Core.Access.Checks;

/// <summary>The application's table does not fit the mapping, or may not be read or repaired.</summary>
/// <param name="message">Why, and what to do. It names tables, columns and roles, and no value.</param>
internal sealed class SourceException(string message) : Exception(message), IUserMessage;
