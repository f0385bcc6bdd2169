using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.RegularExpressions;
using ClerkSync.Core.ClerkApi;
using ClerkSync.Core.Database;
using Npgsql;

namespace ClerkSync.Core.Disclosure;

/// <summary>
/// Decides what terminals, responses and logs show of an exception. A library's text may repeat a setting or a row, so only our own
/// sentences are shown unchanged.
/// </summary>
internal static partial class ShownError
{
    /// <summary>Returns our own sentence, or the type of an exception and its origin.</summary>
    public static string Describe(Exception exception) =>
        VisibleText.EscapeLines(
            exception switch
            {
                IUserMessage own => own.Message,
                PostgresException postgres => DescribePostgres(postgres),
                _ when IsFileError(exception) => exception.Message.TrimEnd('.'),
                _ => FindNetworkReason(exception) ?? DatabaseErrors.Describe(exception),
            }
        );

    /// <summary>
    /// Returns why a request to Clerk failed, or that it took longer than <paramref name="patience"/>.
    /// </summary>
    public static string DescribeClerk(Exception exception, TimeSpan patience) =>
        exception is ClerkApiException
            ? Describe(exception)
            : $"Clerk did not answer within {patience.TotalSeconds} s.";

    /// <summary>Whether the file system failed. Its text is a path and the system's reason.</summary>
    public static bool IsFileError(Exception exception) =>
        exception is UnauthorizedAccessException || (exception is IOException && FindNetworkReason(exception) is null);

    /// <summary>
    /// Returns why a server cannot be reached, as the end of a sentence; null when the network is not the reason.
    /// </summary>
    public static string? FindNetworkReason(Exception exception) =>
        exception switch
        {
            SocketException socket => Describe(socket.SocketErrorCode),
            HttpRequestException { StatusCode: { } status } => $"it answers {(int)status}",
            AuthenticationException =>
                "the TLS handshake failed; its certificate is not trusted, or it does not speak TLS",
            TimeoutException or OperationCanceledException => "it does not answer in time",
            // Npgsql distinguishes these two only by their texts.
            NpgsqlException { Message: var text } when text.StartsWith("No password", StringComparison.Ordinal) =>
                "it asks for a password, and none is set",
            NpgsqlException { Message: var text } when text.StartsWith("SSL connection", StringComparison.Ordinal) =>
                "it does not speak TLS",
            HttpRequestException { InnerException: null } http => $"{http.HttpRequestError}",
            _ => exception.InnerException is { } cause ? FindNetworkReason(cause) : null,
        };

    /// <summary>
    /// Returns why Entra issued no token: the types of the exceptions, and Entra's own code, which its documentation
    /// explains.
    /// </summary>
    public static string DescribeToken(Exception exception)
    {
        if (exception is IUserMessage own)
        {
            return own.Message;
        }

        var kinds = string.Join(", ", Causes(exception).Select(cause => cause.GetType().Name).Distinct());
        var code = Causes(exception)
            .Select(cause => EntraCode().Match(cause.Message))
            .FirstOrDefault(found => found.Success);
        return code is null ? kinds : $"{kinds}, {code.Value}";
    }

    /// <summary>Texts of these classes name the server's state, tables, columns and roles. Others may contain values of rows.</summary>
    /// <remarks>Classes of SQLSTATE: PostgreSQL documentation, appendix A.</remarks>
    private static string DescribePostgres(PostgresException exception) =>
        exception.SqlState.AsSpan(0, 2) is "42" or "53" or "57"
            ? $"{exception.MessageText} ({exception.SqlState})"
            : DatabaseErrors.Describe(exception);

    private static string Describe(SocketError error) =>
        error switch
        {
            SocketError.ConnectionRefused => "nothing listens there",
            SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => "its host name is unknown",
            SocketError.TimedOut => "it does not answer in time",
            SocketError.NetworkUnreachable or SocketError.HostUnreachable => "its host is unreachable",
            SocketError.AddressAlreadyInUse => "its port is taken by another program",
            SocketError.ConnectionReset or SocketError.ConnectionAborted => "the connection was closed",
            _ => $"{error}",
        };

    private static IEnumerable<Exception> Causes(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            yield return cause;
        }
    }

    [GeneratedRegex("AADSTS[0-9]+")]
    private static partial Regex EntraCode();
}
