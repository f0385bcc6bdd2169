using ClerkSync.Core.Disclosure;

namespace ClerkSync.Core.Database;

/// <summary>No token for the database could be obtained, and no older one is still valid.</summary>
/// <remarks>Npgsql wraps this exception in one of its own.</remarks>
public sealed class DatabaseTokenException(Exception cause)
    : Exception($"There is no Entra token for the database: {ShownError.DescribeToken(cause)}", cause),
        IUserMessage;
