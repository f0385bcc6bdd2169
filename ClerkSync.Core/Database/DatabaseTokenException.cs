using ClerkSync.Core.Disclosure;

namespace ClerkSync.Core.Database;

/// <summary>No token for the database could be had, and none is left. Npgsql throws it as the cause of its own exception.</summary>
/// <param name="cause">What the credential said.</param>
public sealed class DatabaseTokenException(Exception cause)
    : Exception($"There is no Entra token for the database: {ShownError.DescribeToken(cause)}", cause),
        IUserMessage;
