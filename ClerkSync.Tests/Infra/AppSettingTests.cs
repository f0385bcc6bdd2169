using System.Globalization;
using System.Text.RegularExpressions;
using ClerkSync.AspNetCore.Functions;
using ClerkSync.Core.Database;
using ClerkSync.Functions.Ops.Timers;
using ClerkSync.Tests.Drivers;
using Npgsql;

namespace ClerkSync.Tests.Infra;

/// <summary>The settings of the function app, and the number of its database connections.</summary>
public sealed partial class AppSettingTests
{
    private const string Postgres = "Microsoft.DBforPostgreSQL/flexibleServers";

    // Flex Consumption scales each timer separately from the HTTP functions.
    private static readonly int TimerCount = FunctionFinder
        .Find(typeof(CheckDrift).Assembly.GetExportedTypes())
        .Count(function => function.HttpTrigger is null);

    [BicepFact]
    public async Task Every_setting_of_the_app_is_documented()
    {
        var settings = SettingName().Matches(await SettingsAsync()).Select(match => match.Groups[1].Value);

        var documented = File.ReadAllText(Path.Combine(Repository.Root, "docs", "settings.md"));
        Assert.Contains("DATABASE_URL", settings);
        Assert.All(settings, name => Assert.Contains($"`{name}`", documented, StringComparison.Ordinal));
    }

    [BicepTheory]
    [InlineData("clerkWebhookSigningSecret")]
    [InlineData("clerkSecretKey")]
    [InlineData("stripeSecretKey")]
    [InlineData("revealKey")]
    public async Task Settings_depend_on_whether_a_secret_is_set_but_never_contain_the_secret(string parameter)
    {
        var settings = await SettingsAsync();

        var condition = $"not(empty(parameters('{parameter}')))";
        Assert.Contains(condition, settings, StringComparison.Ordinal);
        var rest = settings.Replace(condition, "", StringComparison.Ordinal);
        Assert.DoesNotContain(parameter, rest, StringComparison.Ordinal);
        Assert.Contains("@Microsoft.KeyVault(SecretUri={0}secrets/{1})", rest, StringComparison.Ordinal);
    }

    /// <summary>The app accesses storage, telemetry, and Postgres with its identity, without a key or a connection string.</summary>
    [BicepTheory]
    [InlineData("'AzureWebJobsStorage__accountName', reference(")]
    [InlineData("'AzureWebJobsStorage__credential', 'managedidentity'")]
    [InlineData("'AzureWebJobsStorage__clientId', reference(")]
    [InlineData("'APPLICATIONINSIGHTS_AUTHENTICATION_STRING', format('Authorization=AAD;ClientId={0}', reference(")]
    [InlineData("'AZURE_CLIENT_ID', reference(")]
    [InlineData("'AZURE_TOKEN_CREDENTIALS', 'ManagedIdentityCredential'")]
    [InlineData("'ClerkSync__DatabaseIdentity', 'entra'")]
    public async Task App_authenticates_with_its_identity(string setting) =>
        Assert.Contains(setting, await SettingsAsync(), StringComparison.Ordinal);

    [Fact]
    public void Every_parameter_from_the_environment_is_documented()
    {
        var documented = File.ReadAllText(Path.Combine(Repository.Root, "docs", "deploy.md"));

        Assert.NotEmpty(Parameters);
        Assert.All(Parameters, name => Assert.Contains($"`{name}`", documented, StringComparison.Ordinal));
    }

    [Fact]
    public void Pipeline_passes_every_parameter_except_the_secrets()
    {
        string[] secrets =
        [
            "CLERK_WEBHOOK_SIGNING_SECRET",
            "CLERK_SECRET_KEY",
            "STRIPE_SECRET_KEY",
            "ClerkSync__ApiKeys__RevealKey",
        ];

        var pipeline = File.ReadAllText(Path.Combine(Repository.Root, ".github", "workflows", "deploy-to.yml"));

        var provision = pipeline[pipeline.IndexOf("- name: Provision", StringComparison.Ordinal)..];
        provision = provision[..provision.IndexOf("\n\n", StringComparison.Ordinal)];
        var passed = Variable().Matches(provision).Select(match => match.Groups[1].Value);
        Assert.Equal(Parameters.Except(secrets).Order(), passed.Order());
    }

    [BicepTheory]
    [InlineData("Standard_D2ds_v5", 1)]
    [InlineData("Standard_D2ds_v5", 40)]
    [InlineData("Standard_D2ds_v5", 1000)]
    public async Task Connections_of_all_instances_and_timers_fit_PgBouncer_and_Postgres(string size, int instances)
    {
        var plan = await Plan.MakeAsync(("POSTGRES_SIZE", size), ("MAXIMUM_INSTANCES", $"{instances}"));

        var connection = Connection(plan);
        Assert.Equal((6432, true), (connection.Port, connection.NoResetOnClose));
        Assert.InRange(
            connection.MaxPoolSize * (instances + TimerCount),
            2,
            int.Parse(Configuration(plan, "pgbouncer.max_client_conn"), CultureInfo.InvariantCulture)
        );
        // The number of connections that the smallest server with PgBouncer allows to users.
        Assert.InRange(
            int.Parse(Configuration(plan, "pgbouncer.default_pool_size"), CultureInfo.InvariantCulture),
            1,
            844
        );
        Assert.Equal("transaction", Configuration(plan, "pgbouncer.pool_mode"));
    }

    [BicepFact]
    public async Task Smallest_server_has_no_PgBouncer_and_accepts_all_instances_directly()
    {
        var plan = await Plan.MakeAsync(("POSTGRES_SIZE", "Standard_B1ms"), ("MAXIMUM_INSTANCES", "10"));

        var connection = Connection(plan);
        Assert.Equal((5432, false), (connection.Port, connection.NoResetOnClose));
        Assert.InRange(connection.MaxPoolSize * (10 + TimerCount), 2, 35);
        Assert.Empty(plan.All($"{Postgres}/configurations"));
    }

    [BicepFact]
    public async Task Connection_verifies_the_certificate_and_sends_no_password()
    {
        var connection = Connection(await Plan.Default);

        Assert.Equal(SslMode.VerifyFull, connection.SslMode);
        Assert.Equal(("id", null), (connection.Username, connection.Password));
    }

    [BicepFact]
    public async Task More_instances_than_Postgres_can_serve_are_rejected()
    {
        var reason = await Plan.FailAsync(("POSTGRES_SIZE", "Standard_B1ms"), ("MAXIMUM_INSTANCES", "40"));

        Assert.Contains("Postgres is too small", reason, StringComparison.Ordinal);
    }

    private static string Configuration(Plan plan, string name) =>
        Assert
            .Single(
                plan.All($"{Postgres}/configurations"),
                setting => setting.Text("name").EndsWith($"/{name}", StringComparison.Ordinal)
            )
            .Text("properties", "value");

    /// <summary>The connection that ClerkSync reads from <c>DATABASE_URL</c>, with placeholders for names that only Azure knows.</summary>
    private static NpgsqlConnectionStringBuilder Connection(Plan plan)
    {
        var parts = UrlParts().Match(Settings(plan)).Groups;
        object[] values = ["id", "server", parts["port"].Value, "app", parts["pooled"].Value, parts["limit"].Value];
        return DatabaseUrl.Parse(string.Format(CultureInfo.InvariantCulture, parts["format"].Value, values));
    }

    private static IEnumerable<string> Parameters { get; } =
        EnvironmentVariable()
            .Matches(File.ReadAllText(Path.Combine(Repository.Root, "infra", "main.bicepparam")))
            .Select(match => match.Groups[1].Value)
            .Distinct()
            .ToList();

    private static async Task<string> SettingsAsync() => Settings(await Plan.Default);

    /// <summary>The settings are an expression, because they contain names that only Azure knows.</summary>
    private static string Settings(Plan plan) => plan.Single("Microsoft.Web/sites/config").Text("properties");

    /// <summary>A quoted word with an underscore. In the expression, only the names of settings match.</summary>
    [GeneratedRegex("'([A-Za-z]+(?:_+[A-Za-z]+)+)'")]
    private static partial Regex SettingName();

    [GeneratedRegex(@"^          (\w+): \$", RegexOptions.Multiline)]
    private static partial Regex Variable();

    [GeneratedRegex(@"readEnvironmentVariable\('(\w+)'")]
    private static partial Regex EnvironmentVariable();

    [GeneratedRegex(
        @"'(?<format>postgresql://[^']+)'.*?, (?<port>\d+), 'clerksync', '(?<pooled>\w+)', (?<limit>\d+)\)"
    )]
    private static partial Regex UrlParts();
}
