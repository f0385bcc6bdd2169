namespace ClerkSync.Tests.Cli;

public sealed class ExitCodeTests : IDisposable
{
    private const string NoDatabase = "postgresql://someone:hunter2@127.0.0.1:1/none";

    private readonly CliFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("deliveries --limit 0")]
    [InlineData("deliveries --limit many")]
    [InlineData("deliveries --outcome duplicate")]
    [InlineData("deliveries --since yesterday")]
    [InlineData("replay")]
    [InlineData("replay msg_1 --failed")]
    [InlineData("replay --failed --since yesterday")]
    [InlineData("delivery")]
    [InlineData("up --port 70000")]
    [InlineData("trigger")]
    [InlineData("trigger user.exploded")]
    [InlineData("trigger user.created --times 0")]
    [InlineData("trigger user.created --url ftp://x")]
    [InlineData("trigger user.created --secret whsec_***")]
    [InlineData("trigger user.created --svix-id hé")]
    [InlineData("trigger user.created --svix-id \tmsg")]
    public async Task Invalid_command_line_exits_with_2(string line) =>
        Assert.Equal(2, (await _folder.RunAsync(line)).ExitCode);

    [Fact]
    public async Task Help_shows_an_argument_without_its_values() =>
        Assert.Contains("  trigger <EVENT>  ", (await _folder.RunAsync("--help")).Output, StringComparison.Ordinal);

    [Theory]
    [InlineData("migrate", "DATABASE_URL is not set")]
    [InlineData("deliveries", "DATABASE_URL is not set")]
    [InlineData("trigger user.created", "CLERK_WEBHOOK_SIGNING_SECRET is not set")]
    public async Task Missing_setting_exits_with_3_and_is_named(string line, string sentence)
    {
        var result = await _folder.RunAsync(line);

        Assert.Equal(3, result.ExitCode);
        Assert.StartsWith(sentence, result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Missing_data_folder_exits_with_3_and_is_named()
    {
        var result = await _folder.RunAsync("deliveries --data nowhere");

        Assert.Equal(3, result.ExitCode);
        Assert.Matches("there is no data folder .*nowhere. Start \"up\" first, or give --data", result.Errors);
    }

    [Fact]
    public async Task Data_folder_that_cannot_be_created_exits_with_1_and_one_sentence()
    {
        Directory.CreateDirectory(_folder.Data.FullPath);
        await File.WriteAllTextAsync(_folder.Data.File("file"), "");

        var result = await _folder.RunAsync($"up --data {_folder.Data.File("file")}");

        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith($"The data folder {_folder.Data.File("file")} cannot be created", result.Errors);
        Assert.Single(result.Errors.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task Up_validates_the_settings_before_it_starts_or_creates_anything()
    {
        var result = await _folder.RunAsync("up", ("ClerkSync__DeleteMode", "never"));

        Assert.Equal((3, ""), (result.ExitCode, result.Output));
        Assert.StartsWith("ClerkSync__DeleteMode must be", result.Errors, StringComparison.Ordinal);
        Assert.False(_folder.Data.Exists);
    }

    [Fact]
    public async Task Unreachable_database_of_up_exits_with_3_and_advice_to_unset_it()
    {
        var result = await _folder.RunAsync("up", ("DATABASE_URL", NoDatabase));

        Assert.Equal(3, result.ExitCode);
        Assert.Contains("unset DATABASE_URL", result.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("migrate")]
    [InlineData("deliveries --json")]
    [InlineData("delivery msg_1")]
    [InlineData("replay msg_1")]
    [InlineData("replay --failed")]
    public async Task Unreachable_database_exits_with_3_and_one_sentence(string line)
    {
        var result = await _folder.RunAsync(line, ("DATABASE_URL", NoDatabase));

        Assert.Equal(3, result.ExitCode);
        Assert.StartsWith("The database cannot be reached", result.Errors, StringComparison.Ordinal);
        Assert.Single(result.Errors.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task Unreachable_endpoint_exits_with_1_and_explains_how_to_start_it()
    {
        var result = await _folder.RunAsync(
            "trigger user.created --url http://127.0.0.1:1/api/webhooks/clerk",
            ("CLERK_WEBHOOK_SECRET", Drivers.TestApp.Secret)
        );

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("clerksync up", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_with_a_problem_exits_with_1() =>
        Assert.Equal(1, (await _folder.RunAsync("doctor")).ExitCode);

    [Theory]
    [InlineData("--help")]
    [InlineData("up --help")]
    [InlineData("postgres --help")]
    [InlineData("clerk --help")]
    [InlineData("test --help")]
    [InlineData("bench --help")]
    [InlineData("migrate --help")]
    [InlineData("doctor --help")]
    [InlineData("trigger --help")]
    [InlineData("deliveries --help")]
    [InlineData("delivery --help")]
    [InlineData("replay --help")]
    [InlineData("trigger --list")]
    [InlineData("trigger --list --json")]
    public async Task Help_exits_with_0_and_needs_no_setting(string line)
    {
        var result = await _folder.RunAsync(line);

        Assert.Equal((0, ""), (result.ExitCode, result.Errors));
    }

    [Fact]
    public async Task Root_help_lists_the_exit_codes() =>
        Assert.Contains("3  a setting is missing", (await _folder.RunAsync("--help")).Output, StringComparison.Ordinal);
}
