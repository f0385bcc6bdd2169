using System.Net.Sockets;
using System.Security.Authentication;
using ClerkSync.Cli;
using ClerkSync.Core;
using ClerkSync.Core.Database;
using ClerkSync.Core.Disclosure;
using Npgsql;

namespace ClerkSync.Tests.Disclosure;

public sealed class ShownErrorTests
{
    private const string Secret = "hunter2";

    /// <summary>Exceptions of libraries whose message contains a value.</summary>
    public static TheoryData<Exception> LibraryExceptions =>
        new()
        {
            new FormatException($"The input string '{Secret}' was not in a correct format."),
            new ArgumentException($"Couldn't set {Secret}"),
            new InvalidOperationException(Secret),
            new NpgsqlException($"Failed to connect to {Secret}:5432", new SocketException(111)),
            new NpgsqlException(Secret),
            new HttpRequestException($"Connection refused ({Secret})", new SocketException(111)),
            new TimeoutException(Secret),
            new AuthenticationException(Secret),
            new IOException(Secret, new SocketException(104)),
            new PostgresException($"invalid input syntax for type uuid: \"{Secret}\"", "ERROR", "ERROR", "22P02"),
            new PostgresException(Secret, "ERROR", "ERROR", "P0001"),
            new PostgresException($"duplicate key {Secret}", "ERROR", "ERROR", "23505"),
            new DatabaseTokenException(new InvalidOperationException($"AADSTS700016: {Secret}")),
        };

    [Theory]
    [MemberData(nameof(LibraryExceptions), DisableDiscoveryEnumeration = true)]
    public void Message_of_a_library_exception_is_not_shown(Exception exception)
    {
        Assert.DoesNotContain(Secret, ShownError.Describe(exception), StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, Failure.From(exception, "clerksync").Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Own_message_is_shown_with_control_characters_escaped() =>
        Assert.Equal(@"No \u001b.", ShownError.Describe(new SettingException("DATABASE_URL", "No \u001b.")));

    [Theory]
    [InlineData("42501", "permission denied for table users", "permission denied for table users (42501)")]
    [InlineData("53300", "sorry, too many clients already", "sorry, too many clients already (53300)")]
    [InlineData("57P03", "the database system is starting up", "the database system is starting up (57P03)")]
    [InlineData("23514", "new row violates", "23514")]
    public void Postgres_error_is_shown_with_its_SQLSTATE_and_without_values(
        string sqlState,
        string text,
        string shown
    ) => Assert.Equal(shown, ShownError.Describe(new PostgresException(text, "ERROR", "ERROR", sqlState)));

    [Theory]
    [InlineData(SocketError.ConnectionRefused, "nothing listens there")]
    [InlineData(SocketError.HostNotFound, "its host name is unknown")]
    [InlineData(SocketError.TimedOut, "it does not answer in time")]
    [InlineData(SocketError.HostUnreachable, "its host is unreachable")]
    [InlineData(SocketError.ConnectionReset, "the connection was closed")]
    public void Network_error_is_described_by_its_code(SocketError code, string shown) =>
        Assert.Equal(shown, ShownError.Describe(new NpgsqlException("", new SocketException((int)code))));

    [Fact]
    public void Missing_password_is_reported() =>
        Assert.Contains(
            "it asks for a password",
            Failure
                .From(new NpgsqlException("No password has been provided but the backend requires one"), "clerksync")
                .Sentence,
            StringComparison.Ordinal
        );

    [Fact]
    public void Unreadable_file_is_reported_with_its_path() =>
        Assert.Equal(
            "Could not find file '/nowhere/at/all'.",
            Failure.From(new FileNotFoundException("Could not find file '/nowhere/at/all'."), "clerksync").Sentence
        );

    [Fact]
    public void Entra_error_is_described_by_exception_types_and_its_code() =>
        Assert.Equal(
            "There is no Entra token for the database: InvalidOperationException, FormatException, AADSTS700016",
            new DatabaseTokenException(
                new InvalidOperationException(Secret, new FormatException($"AADSTS700016: {Secret}"))
            ).Message
        );
}
