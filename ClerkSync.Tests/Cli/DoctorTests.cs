using System.Net;
using ClerkSync.Cli.Doctor;
using Npgsql;

namespace ClerkSync.Tests.Cli;

public sealed class DoctorTests
{
    private static readonly Uri Health = new("http://127.0.0.1:7071/api/health");

    [Theory]
    [InlineData(
        """{"isHealthy":false,"database":"ok","migrations":"pending","lastApplied":null}""",
        " answers 503: database ok, migrations pending",
        "Run ./clerksync migrate on the endpoint's database."
    )]
    [InlineData(
        """{"isHealthy":false,"database":"unavailable","migrations":"unknown","lastApplied":null}""",
        " answers 503: database unavailable, migrations unknown",
        "Look at the endpoint's log: it says what is wrong."
    )]
    [InlineData("<html>", " answers 503", "Look at the endpoint's log: it says what is wrong.")]
    public void Unhealthy_endpoint_is_told_in_words(string body, string found, string advice) =>
        Assert.Equal(
            Finding.Problem("endpoint", Health + found, advice),
            EndpointCheck.Describe(Health, HttpStatusCode.ServiceUnavailable, body, "./clerksync")
        );

    [Theory]
    [InlineData(PostgresErrorCodes.InvalidPassword, "refuses the user or the password")]
    [InlineData(PostgresErrorCodes.InvalidCatalogName, "refuses with 3D000")]
    public void Database_that_refuses_is_not_one_that_does_not_answer(string sqlState, string found) =>
        Assert.Equal(found, DatabaseChecks.Describe(new PostgresException("no", "FATAL", "FATAL", sqlState)));
}
