using System.Text.Json.Nodes;
using ClerkSync.Tests.Drivers;
using ClerkSync.Tests.SimulatedStripe;

namespace ClerkSync.Tests.Cli;

/// <summary><c>access connect</c> tests a key before it stores it, and never prints it.</summary>
public sealed class AccessConnectTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private const string Secret = "made0up0for0the0tests";
    private const string Key = "CLERK_SECRET_KEY";

    private readonly CliFolder _folder = new();
    private FakeClerkApi _clerk = null!;
    private StripeDriver _stripe = null!;

    public async Task InitializeAsync()
    {
        await database.ExecuteAsync("delete from clerk_instance");
        _clerk = await FakeClerkApi.StartAsync();
        _stripe = await StripeDriver.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _clerk.DisposeAsync();
        await _stripe.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Key_that_Clerk_accepts_is_stored_owner_only_and_printed_masked()
    {
        var result = await ConnectAsync(FakeClerkApi.Key);

        Assert.Equal(0, result.ExitCode);
        Assert.StartsWith("Clerk connected — sk_test_…ests\n", result.Output, StringComparison.Ordinal);
        Assert.Contains("ClerkSync reads Clerk and never writes metadata.", result.Output, StringComparison.Ordinal);
        Assert.Equal("/v1/users?limit=1", _clerk.Requests.First().Url);
        var kept = _folder.Data.ReadSettings();
        Assert.Equal((FakeClerkApi.Key, _clerk.Url), (kept[Key], kept["CLERK_API_URL"]));
        Assert.Equal($"{Key} CLERK_API_URL", kept["CLERKSYNC_GIVEN"]);
        Assert.Equal(0, await database.ScalarAsync<long>("select count(*) from clerk_instance"));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(
                UnixFileMode.UserRead | UnixFileMode.UserWrite,
                File.GetUnixFileMode(_folder.Data.SettingsFile)
            );
        }
    }

    [Fact]
    public async Task Stored_settings_stay_when_a_key_is_added()
    {
        _folder.Data.WriteSettings(
            new Dictionary<string, string> { ["DATABASE_URL"] = "Host=x", ["CLERKSYNC_GIVEN"] = "DATABASE_URL" }
        );

        await ConnectAsync(FakeClerkApi.Key);

        var kept = _folder.Data.ReadSettings();
        Assert.Equal(("Host=x", FakeClerkApi.Key), (kept["DATABASE_URL"], kept[Key]));
        Assert.Equal($"DATABASE_URL {Key} CLERK_API_URL", kept["CLERKSYNC_GIVEN"]);
    }

    [Theory]
    [InlineData($"pk_test_{Secret}", "publishable key")]
    [InlineData($" sk_test_{Secret}", "spaces")]
    [InlineData($"sk_test_{Secret} ", "spaces")]
    [InlineData("sk_test_made0up", "cut off")]
    [InlineData($"sk_test_{Secret}…", "cut off")]
    [InlineData($"whsec_{Secret}", "signing secret")]
    [InlineData($"rk_test_{Secret}", "Clerk Dashboard")]
    [InlineData("", "Clerk Dashboard")]
    public async Task Value_that_is_not_a_secret_key_is_rejected_with_the_expected_format(string entered, string why)
    {
        var result = await ConnectAsync(entered);

        Assert.StartsWith(
            "Enter a Clerk Backend API secret key (sk_test_… or sk_live_…).",
            result.Errors,
            StringComparison.Ordinal
        );
        Assert.Contains(why, result.Errors, StringComparison.Ordinal);
        AssertRejected(result);
        Assert.Empty(_clerk.Requests);
    }

    [Fact]
    public async Task Key_that_Clerk_rejects_is_not_stored()
    {
        var result = await ConnectAsync($"sk_test_another{Secret}");

        Assert.StartsWith(
            "Clerk rejected the secret key (HTTP 401): it is wrong, cut off or revoked, or it is a publishable key.",
            result.Errors,
            StringComparison.Ordinal
        );
        AssertRejected(result);
    }

    [Fact]
    public async Task Rate_limit_that_outlasts_the_retries_is_reported()
    {
        _clerk.Always = Answers.TooMany(3600);

        var result = await ConnectAsync(FakeClerkApi.Key);

        Assert.StartsWith("Clerk rate limit hit (HTTP 429)", result.Errors, StringComparison.Ordinal);
        Assert.Equal(1, result.ExitCode);
        Assert.False(File.Exists(_folder.Data.SettingsFile));
    }

    [Fact]
    public async Task Rate_limit_that_ends_is_retried()
    {
        _clerk.Faults.Enqueue(Answers.TooMany(1));

        var result = await ConnectAsync(FakeClerkApi.Key);

        Assert.Equal((0, 3), (result.ExitCode, _clerk.Requests.Count));
    }

    [Fact]
    public async Task Key_of_another_instance_is_rejected()
    {
        await database.ExecuteAsync("insert into clerk_instance (clerk_id) values ('ins_other')");

        var result = await ConnectAsync(FakeClerkApi.Key);

        Assert.Contains("ins_other", result.Errors, StringComparison.Ordinal);
        Assert.Contains(FakeClerkApi.InstanceId, result.Errors, StringComparison.Ordinal);
        AssertRejected(result);
    }

    [Fact]
    public async Task Key_without_a_database_is_stored_for_the_first_up()
    {
        _folder.Input = FakeClerkApi.Key;

        var result = await _folder.RunAsync("access connect", ("CLERK_API_URL", _clerk.Url));

        Assert.Equal((0, FakeClerkApi.Key), (result.ExitCode, _folder.Data.ReadSettings()[Key]));
    }

    [Fact]
    public async Task Key_that_is_already_configured_is_not_stored_again()
    {
        var result = await ConnectAsync(FakeClerkApi.Key, (Key, FakeClerkApi.Key));

        Assert.Contains("already configured (environment)", result.Output, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.Data.SettingsFile));
    }

    [Fact]
    public async Task Environment_variable_that_overrides_the_stored_key_is_named()
    {
        var result = await ConnectAsync(FakeClerkApi.Key, (Key, $"sk_test_another{Secret}"));

        Assert.Equal(0, result.ExitCode);
        Assert.Contains($"sets another {Key}", result.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("clerk", $"sk_live_{Secret}", "STRIPE_SECRET_KEY", $"sk_test_{Secret}")]
    [InlineData("stripe", $"rk_live_{Secret}", "CLERK_SECRET_KEY", $"sk_test_{Secret}")]
    public async Task Test_and_live_keys_are_not_mixed(string service, string entered, string other, string configured)
    {
        var result = await ConnectToAsync(service, entered, (other, configured));

        Assert.Contains("are of different modes", result.Errors, StringComparison.Ordinal);
        AssertRejected(result);
        Assert.Empty(_clerk.Requests);
        Assert.Equal(0, _stripe.Server.Requests.Total);
    }

    [Fact]
    public async Task Restricted_Stripe_key_is_stored()
    {
        var key = _stripe.Server.CreateRestrictedKey("customer", "subscription", "product", "charge", "dispute");

        var result = await ConnectToAsync("stripe", key);

        Assert.Equal(0, result.ExitCode);
        Assert.StartsWith($"Stripe connected — rk_test_…{key[^4..]}\n", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("is enough", result.Output, StringComparison.Ordinal);
        Assert.Equal(key, _folder.Data.ReadSettings()["STRIPE_SECRET_KEY"]);
    }

    [Fact]
    public async Task Unrestricted_Stripe_key_is_accepted_with_advice_to_restrict_it()
    {
        var result = await ConnectToAsync("stripe --json", _stripe.Server.SecretKey);
        var words = await ConnectToAsync("stripe", _stripe.Server.SecretKey);

        Assert.Equal("STRIPE_SECRET_KEY", (string?)JsonNode.Parse(result.Output)!["setting"]);
        Assert.Contains(
            "A restricted key with \"Read\" for customers, subscriptions, prices, products, charges, disputes and entitlements is enough.",
            words.Output,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain(_stripe.Server.SecretKey, result.Output + words.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Permission_that_a_restricted_key_lacks_is_named()
    {
        var result = await ConnectToAsync("stripe", _stripe.Server.CreateRestrictedKey("customer", "subscription"));

        Assert.Contains("the permission rak_product_read", result.Errors, StringComparison.Ordinal);
        AssertRejected(result);
    }

    [Fact]
    public async Task Key_that_Stripe_rejects_is_not_stored()
    {
        var result = await ConnectToAsync("stripe", $"sk_test_{Secret}");

        Assert.StartsWith("Stripe rejected the secret key (HTTP 401)", result.Errors, StringComparison.Ordinal);
        AssertRejected(result);
    }

    [Theory]
    [InlineData($"sk_test_{Secret}")]
    [InlineData($"clerk sk_test_{Secret}")]
    public async Task Key_as_an_argument_is_rejected_and_not_printed(string arguments)
    {
        var result = await _folder.RunAsync($"access connect {arguments}", Settings);

        Assert.Equal(2, result.ExitCode);
        Assert.StartsWith("SERVICE is clerk or stripe.", result.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, result.Output + result.Errors, StringComparison.Ordinal);
    }

    [TerminalFact]
    public async Task Key_that_is_typed_is_not_echoed()
    {
        var data = Path.Combine(Path.GetTempPath(), $"clerksync-{Guid.NewGuid():n}");
        await using var terminal = Terminal.StartCli($"access connect --data {data}", Settings);
        await terminal.WaitForAsync("secret key (sk_test_… or sk_live_…): ");

        await terminal.TypeAsync($"{FakeClerkApi.Key}x\u007f\r");
        var (exitCode, printed) = await terminal.WaitAsync();

        Assert.Contains("Clerk connected — sk_test_…ests", printed, StringComparison.Ordinal);
        Assert.Equal(0, exitCode);
        Assert.DoesNotContain(Secret, printed, StringComparison.Ordinal);
        Directory.Delete(data, recursive: true);
    }

    [TerminalFact]
    public async Task Ctrl_C_at_the_prompt_cancels_the_command()
    {
        await using var terminal = Terminal.StartCli("access connect --data /nowhere", Settings);
        await terminal.WaitForAsync("secret key (sk_test_… or sk_live_…): ");

        await terminal.TypeAsync("\x03");
        var (exitCode, printed) = await terminal.WaitAsync();

        Assert.Equal(1, exitCode);
        Assert.Contains("Cancelled.", printed, StringComparison.Ordinal);
    }

    private (string, string)[] Settings =>
        [
            ("DATABASE_URL", database.ConnectionString),
            ("CLERK_API_URL", _clerk.Url),
            ("STRIPE_API_URL", _stripe.Server.BaseUrl),
        ];

    private Task<CliResult> ConnectAsync(string entered, params (string, string)[] more) =>
        ConnectToAsync("clerk", entered, more);

    private Task<CliResult> ConnectToAsync(string service, string entered, params (string, string)[] more)
    {
        _folder.Input = $"{entered}\n";
        return _folder.RunAsync($"access connect {service}", [.. Settings, .. more]);
    }

    private void AssertRejected(CliResult result)
    {
        Assert.Equal((3, ""), (result.ExitCode, result.Output));
        Assert.DoesNotContain("made0up", result.Errors, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.Data.SettingsFile));
    }
}
