using System.Net;
using ClerkSync.Cli.Doctor;
using ClerkSync.Cli.Settings;
using ClerkSync.Core;
using ClerkSync.Core.Database;
using Microsoft.Extensions.Configuration;
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
    public void Unhealthy_endpoint_is_described_in_words(string body, string found, string advice) =>
        Assert.Equal(
            Finding.Problem("endpoint", Health + found, advice),
            EndpointCheck.Describe(Health, HttpStatusCode.ServiceUnavailable, body, "./clerksync")
        );

    [Theory]
    [InlineData(PostgresErrorCodes.InvalidPassword, "rejects the user or the password")]
    [InlineData(PostgresErrorCodes.InvalidCatalogName, "answers with the error 3D000")]
    public void Database_that_answers_with_an_error_is_not_reported_as_unreachable(string sqlState, string found) =>
        Assert.Equal(found, DatabaseChecks.Describe(new PostgresException("no", "FATAL", "FATAL", sqlState)));

    [Theory]
    [InlineData("pgbouncer=true&schema=clerk", FindingStatus.Warning, "schema has no effect with pgbouncer=true")]
    [InlineData("pgbouncer=true", FindingStatus.Ok, "@db:5432/app (environment)")]
    [InlineData("schema=clerk", FindingStatus.Ok, "@db:5432/app, schema \"clerk\" (environment)")]
    public void Schema_that_has_no_effect_is_a_warning(string query, object status, string found)
    {
        using var folder = new CliFolder();
        var settings = VerbSettings.FromEnvironment(folder.Around(("DATABASE_URL", $"postgresql://db/app?{query}")));

        var finding = SettingChecks.Run(settings).Single(finding => finding.Check == "DATABASE_URL");

        Assert.Equal(status, finding.Status);
        Assert.Contains(found, finding.Found, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", 9, FindingStatus.Ok, "10 × 9 instances = 90; the server allows 97")]
    [InlineData("", 10, FindingStatus.Warning, "10 × 10 instances = 100, but the server allows 97")]
    [InlineData("connection_limit=100", 1, FindingStatus.Warning, "100 × 1 instances = 100, but the server allows 97")]
    [InlineData("", null, FindingStatus.Ok, "10 per instance; the server allows 97, enough for 9 instances")]
    [InlineData("pgbouncer=true", null, FindingStatus.Ok, "10 per instance, to PgBouncer")]
    [InlineData(
        "pgbouncer=true",
        40,
        FindingStatus.Ok,
        "10 × 40 instances = 400 to PgBouncer; compare this number with its max_client_conn, which cannot be read from here"
    )]
    public void Connections_of_all_instances_are_compared_with_the_limit_of_the_server(
        string query,
        int? instances,
        object status,
        string found
    )
    {
        var settings = Read(
            ("DATABASE_URL", $"postgresql://db/app?{query}"),
            ("ClerkSync:MaxInstances", $"{instances}")
        );

        var finding = ConnectionCheck.Describe(settings.Connection, settings.MaxInstances, left: 97);

        Assert.Equal((status, found), (finding.Status, finding.Found));
    }

    [Theory]
    [InlineData(FindingStatus.Ok, "only the Functions host needs it")]
    [InlineData(FindingStatus.Warning, "they never fire", "FUNCTIONS_WORKER_RUNTIME=dotnet-isolated")]
    [InlineData(
        FindingStatus.Warning,
        "they never fire",
        "FUNCTIONS_WORKER_RUNTIME=dotnet-isolated",
        "AzureWebJobs.ClerkSyncPurgeDeliveries.Disabled=true"
    )]
    [InlineData(
        FindingStatus.Ok,
        "the timers are disabled",
        "FUNCTIONS_WORKER_RUNTIME=dotnet-isolated",
        "AzureWebJobs.ClerkSyncPurgeDeliveries.Disabled=true",
        "AzureWebJobs_ClerkSyncCheckDrift_Disabled=1",
        "AzureWebJobs.ClerkSyncCheckAccess.Disabled=true",
        "AzureWebJobs.ClerkSyncResumeRuns.Disabled=true"
    )]
    [InlineData(
        FindingStatus.Ok,
        "the timers have their storage",
        "FUNCTIONS_WORKER_RUNTIME=dotnet-isolated",
        "AzureWebJobsStorage=UseDevelopmentStorage=true"
    )]
    [InlineData(
        FindingStatus.Ok,
        "AzureWebJobsStorage__accountName is set",
        "FUNCTIONS_WORKER_RUNTIME=dotnet-isolated",
        "AzureWebJobsStorage__accountName=storage"
    )]
    public void Timers_of_the_Functions_host_need_storage(object status, string found, params string[] environment)
    {
        using var folder = new CliFolder();
        var settings = VerbSettings.FromEnvironment(
            folder.Around([.. environment.Select(line => line.Split('=', 2)).Select(pair => (pair[0], pair[1]))])
        );

        var finding = TimerStorageCheck.Run(settings);

        Assert.Equal(status, finding.Status);
        Assert.Contains(found, finding.Found, StringComparison.Ordinal);
    }

    /// <remarks>The test assembles the keys, so that they are not mistaken for real keys.</remarks>
    [Theory]
    [InlineData(FindingStatus.Ok, "not set: access is not checked", null, null, "")]
    [InlineData(FindingStatus.Ok, "sk_test_…9Xy2 (environment)", null, null, "sk_test_")]
    [InlineData(FindingStatus.Ok, "rk_live_…9Xy2 (environment)", null, "sk_live_", "rk_live_")]
    [InlineData(FindingStatus.Warning, "sk_live_…9Xy2 (environment)", "A restricted key with", "sk_live_", "sk_live_")]
    [InlineData(FindingStatus.Problem, "rk_live_…9Xy2 (environment)", "of different modes", "sk_test_", "rk_live_")]
    [InlineData(FindingStatus.Ok, "rk_live_…9Xy2 (environment)", null, "malformed", "rk_live_")]
    [InlineData(FindingStatus.Problem, "malformed (environment)", "a publishable key", null, "pk_test_")]
    public void Stripe_key_is_checked_without_a_request_to_Stripe(
        object status,
        string found,
        string? advice,
        string? clerk,
        string stripe
    )
    {
        const string Rest = "q7Rk2mVt8LzNb4Wc9Xy2";
        using var folder = new CliFolder();
        var settings = VerbSettings.FromEnvironment(
            folder.Around(
                ("CLERK_SECRET_KEY", clerk is null ? "" : clerk + Rest),
                ("STRIPE_SECRET_KEY", stripe.Length == 0 ? "" : stripe + Rest)
            )
        );

        var finding = SettingChecks.Run(settings).Single(finding => finding.Check == "STRIPE_SECRET_KEY");

        Assert.Equal(("STRIPE_SECRET_KEY", status, found), (finding.Check, finding.Status, finding.Found));
        Assert.Equal(advice is null, finding.Advice is null);
        Assert.Contains(advice ?? "", finding.Advice ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public void Malformed_Stripe_URL_is_a_problem()
    {
        using var folder = new CliFolder();

        var settings = VerbSettings.FromEnvironment(folder.Around(("STRIPE_API_URL", "localhost")));
        var finding = SettingChecks.Run(settings).Single(finding => finding.Check == "STRIPE_API_URL");

        Assert.Equal((FindingStatus.Problem, "malformed (environment)"), (finding.Status, finding.Found));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("1001")]
    [InlineData("many")]
    public void Invalid_number_of_instances_is_rejected(string value) =>
        Assert.Equal(
            "ClerkSync__MaxInstances",
            Assert
                .Throws<SettingException>(() => Read(("DATABASE_URL", "Host=db"), ("ClerkSync:MaxInstances", value)))
                .Setting
        );

    private static DatabaseSettings Read(params (string Name, string Value)[] settings) =>
        DatabaseSettings.Read(
            new ConfigurationBuilder()
                .AddInMemoryCollection(
                    settings.Select(setting => KeyValuePair.Create(setting.Name, (string?)setting.Value))
                )
                .Build()
        );
}
