using ClerkSync.Core.Disclosure;

namespace ClerkSync.Core.Database;

/// <summary>The database's migrations are not a prefix of this build's, so nothing was changed.</summary>
/// <param name="message">Which migration differs, and what to do.</param>
public sealed class MigrationException(string message) : Exception(message), IUserMessage;
