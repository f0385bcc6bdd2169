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
    public async Task Nothing_prints_the_password_or_the_secret(string line)
    {
        var result = await _folder.RunAsync(
            line,
            ("DATABASE_URL", "postgresql://someone:hunter2@127.0.0.1:1/none"),
            ("CLERK_WEBHOOK_SIGNING_SECRET", $"whsec_{Key}")
        );

        Assert.NotEqual(0, result.ExitCode);
        AssertSilent(result);
    }

    [Theory]
    [InlineData("DATABASE_URL", "postgresql://someone:hunter2@[/none")]
    [InlineData("DATABASE_URL", "Host=localhost;Passwort=hunter2")]
    [InlineData("DATABASE_URL", "hunter2")]
    [InlineData("CLERK_WEBHOOK_SECRET", "whsec_***hunter2")]
    [InlineData("ClerkSync__DeleteMode", "hunter2")]
    public async Task Malformed_setting_is_not_repeated(string name, string value)
    {
        _folder.Data.WriteSettings(new Dictionary<string, string> { ["DATABASE_URL"] = "Host=127.0.0.1;Port=1" });

        var doctor = await _folder.RunAsync("doctor", (name, value));
        var deliveries = await _folder.RunAsync("deliveries", (name, value));

        AssertSilent(doctor);
        AssertSilent(deliveries);
        Assert.Equal(3, deliveries.ExitCode);
        Assert.Contains(name, deliveries.Errors, StringComparison.Ordinal);
    }

    private static void AssertSilent(CliResult result)
    {
        Assert.DoesNotContain("hunter2", result.Output + result.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain(Key, result.Output + result.Errors, StringComparison.Ordinal);
    }
}
