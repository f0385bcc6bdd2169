using System.Text.Json.Nodes;
using ClerkSync.Tests.Drivers;
using ClerkSync.Tests.SimulatedClerk;

namespace ClerkSync.Tests.Cli;

/// <summary><c>instance</c> and <c>instance reset</c>.</summary>
public sealed class InstanceVerbTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private readonly CliFolder _folder = new();
    private ClerkDriver _clerk = null!;

    public async Task InitializeAsync()
    {
        await database.ExecuteAsync(
            "delete from clerk_instance; insert into clerk_instance (clerk_id, recorded_by) values ('ins_old', 'delivery')"
        );
        _clerk = await ClerkDriver.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _clerk.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Instance_verb_shows_the_instance_its_source_and_the_time()
    {
        var shown = await RunAsync("instance");
        var json = JsonNode.Parse((await RunAsync("instance --json")).Output)!;

        Assert.Equal(0, shown.ExitCode);
        Assert.Matches("ins_old, recorded by its first delivery at [0-9-]{10} [0-9:]{8} UTC", shown.Output);
        Assert.Equal(("ins_old", "delivery"), ((string?)json["clerkId"], (string?)json["recordedBy"]));
    }

    [Fact]
    public async Task Instance_verb_reports_that_no_instance_is_recorded()
    {
        await database.ForgetInstanceAsync();

        var shown = await RunAsync("instance");
        var json = await RunAsync("instance --json");

        Assert.Contains("no Clerk instance yet", shown.Output, StringComparison.Ordinal);
        Assert.Equal((0, "null"), (json.ExitCode, json.Output.Trim()));
    }

    [Fact]
    public async Task Reset_without_yes_describes_the_change_and_does_nothing()
    {
        var intended = await RunAsync("instance reset", WithKey);

        Assert.Equal(0, intended.ExitCode);
        Assert.All(
            ["ins_old", FakeClerkApi.InstanceId, "0 users", "instance reset --yes"],
            words => Assert.Contains(words, intended.Output, StringComparison.Ordinal)
        );
        Assert.Equal("ins_old delivery", await ReadRecordAsync());
    }

    [Fact]
    public async Task Reset_records_the_instance_of_the_key()
    {
        var reset = await RunAsync("instance reset --yes", WithKey);

        Assert.Equal(0, reset.ExitCode);
        Assert.Equal($"{FakeClerkApi.InstanceId} key", await ReadRecordAsync());
    }

    [Fact]
    public async Task Reset_without_a_key_leaves_the_record_to_the_next_delivery()
    {
        var reset = await RunAsync("instance reset --yes");

        Assert.Equal(0, reset.ExitCode);
        Assert.Null(await ReadRecordAsync());
    }

    [Fact]
    public async Task Doctor_reports_a_key_of_another_instance()
    {
        var doctor = await RunAsync("doctor --json", WithKey);

        var finding = JsonNode
            .Parse(doctor.Output)!
            .AsArray()
            .Single(finding => (string?)finding!["check"] == "clerk instance")!;
        Assert.Equal("problem", (string?)finding["status"]);
        Assert.Contains(FakeClerkApi.InstanceId, (string)finding["found"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("CLERK_AUTHORIZED_PARTIES", "https://app.example.com", "problem")]
    [InlineData("CLERK_SECRET_KEY", "sk_test_a", "warning")]
    [InlineData("CLERK_WEBHOOK_SECRET", TestApp.Secret, "ok")]
    public async Task Doctor_reports_a_missing_issuer_when_session_tokens_are_accepted(
        string name,
        string value,
        string status
    )
    {
        var doctor = await _folder.RunAsync("doctor --json", (name, value));

        var finding = JsonNode
            .Parse(doctor.Output)!
            .AsArray()
            .Single(finding => (string?)finding!["check"] == "CLERK_ISSUER")!;
        Assert.Equal(status, (string?)finding["status"]);
    }

    private (string, string)[] WithKey => _clerk.Settings;

    private Task<CliResult> RunAsync(string line, params (string, string)[] environment) =>
        _folder.RunAsync(line, [("DATABASE_URL", database.ConnectionString), .. environment]);

    private async Task<string?> ReadRecordAsync() =>
        await database.ScalarAsync<string?>("select clerk_id || ' ' || recorded_by from clerk_instance");
}
