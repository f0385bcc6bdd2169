namespace ClerkSync.Tests.Cli;

public sealed class SecrecyTests : IDisposable
{
    private const string Key = "aHVudGVyMmh1bnRlcjJodW50ZXIyaHVu";

    private readonly CliFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("doctor")]
    [InlineData("doctor --json")]
    [InlineData("migrate")]
    [InlineData("deliveries")]
    [InlineData("up --port 1")]
    [InlineData("trigger user.created --url http://me:hunter2@127.0.0.1:1/?code=hunter2")]
    public async Task No_verb_prints_the_password_or_the_secret(string line)
    {
        var result = await _folder.RunAsync(
            line,
            ("DATABASE_URL", "postgresql://someone:hunter2@127.0.0.1:1/none"),
            ("CLERK_WEBHOOK_SIGNING_SECRET", $"whsec_{Key}")
        );

        Assert.NotEqual(0, result.ExitCode);
        AssertNoSecret(result);
    }

    [Theory]
    [InlineData("DATABASE_URL", "postgresql://someone:hunter2@[/none")]
    [InlineData("DATABASE_URL", "Host=localhost;Passwort=hunter2")]
    [InlineData("DATABASE_URL", "hunter2")]
    [InlineData("DATABASE_URL", "HOST=127.0.0.1 USER=me PASSWORD=hunter2 DBNAME=none")]
    [InlineData("DATABASE_URL", "host=127.0.0.1 user=me password=x:hunter2 database=none")]
    [InlineData("DATABASE_URL", "postgresql://me:12/hunter2@127.0.0.1/none")]
    [InlineData("CLERK_WEBHOOK_SECRET", "whsec_***hunter2")]
    [InlineData("ClerkSync__DeleteMode", "hunter2")]
    public async Task Malformed_setting_is_not_printed(string name, string value)
    {
        _folder.Data.WriteSettings(new Dictionary<string, string> { ["DATABASE_URL"] = "Host=127.0.0.1;Port=1" });

        var doctor = await _folder.RunAsync("doctor", (name, value));
        var deliveries = await _folder.RunAsync("deliveries", (name, value));

        AssertNoSecret(doctor);
        AssertNoSecret(deliveries);
        Assert.Equal(3, deliveries.ExitCode);
        Assert.Contains(name, deliveries.Errors, StringComparison.Ordinal);
    }

    /// <remarks>
    /// The format of libpq. Npgsql parses all of it as the host, so a message that contains the host or its port would contain the
    /// password.
    /// </remarks>
    [Theory]
    [InlineData("host=127.0.0.1 port=1 user=me password=hunter2 dbname=none")]
    [InlineData("host=127.0.0.1 port=1 user=me password=a:hunter2 dbname=none")]
    [InlineData("Host=127.0.0.1;Port=1;Username=me;Database=none password=hunter2")]
    [InlineData("Host=127.0.0.1;Port=1;Username=me password=hunter2;Database=none")]
    [InlineData("Host=127.0.0.1;Port=1;Username=me;Search Path=a password=hunter2;Database=none")]
    public async Task Verbs_print_no_part_of_a_setting_that_may_be_the_password(string url)
    {
        var doctor = await _folder.RunAsync("doctor", ("DATABASE_URL", url));
        var users = await _folder.RunAsync("users", ("DATABASE_URL", url));

        AssertNoSecret(doctor);
        AssertNoSecret(users);
        Assert.Contains("127.0.0.1:1", doctor.Output, StringComparison.Ordinal);
        Assert.StartsWith(
            "The database cannot be reached: nothing listens there.",
            users.Errors,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("CLERKSYNC_URL", "http://me:hunter2@127.0.0.1:1/api/webhooks/clerk?code=hunter2")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "http://me:hunter2@127.0.0.1:4317/?key=hunter2")]
    [InlineData("STRIPE_API_URL", "http://me:hunter2@127.0.0.1:1/?key=hunter2")]
    public async Task Doctor_does_not_print_the_password_in_a_URL(string name, string url)
    {
        var doctor = await _folder.RunAsync("doctor", (name, url));

        AssertNoSecret(doctor);
        Assert.Contains("http://127.0.0.1:", doctor.Output, StringComparison.Ordinal);
    }

    private static void AssertNoSecret(CliResult result)
    {
        Assert.DoesNotContain("hunter2", result.Output + result.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain(Key, result.Output + result.Errors, StringComparison.Ordinal);
    }
}
