using ClerkSync.Core.Disclosure;

namespace ClerkSync.Core.Database;

/// <summary>No token for the database could be obtained, and none is left. It is the inner exception of Npgsql's own.</summary>
public sealed class DatabaseTokenException(Exception cause)
    : Exception($"There is no Entra token for the database: {ShownError.DescribeToken(cause)}", cause),
        IUserMessage;
