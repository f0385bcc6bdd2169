using ClerkSync.Core.Disclosure;

namespace ClerkSync.Core.Access.Checks;

/// <summary>The application's table does not fit the mapping, or the role may not read or repair it.</summary>
/// <param name="message">The reason and the remedy. It names tables, columns and roles, but no values.</param>
internal sealed class SourceException(string message) : Exception(message), IUserMessage;
