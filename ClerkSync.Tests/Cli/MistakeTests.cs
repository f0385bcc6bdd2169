namespace ClerkSync.Tests.Cli;

/// <summary>How command lines are parsed: the messages for mistakes, and the position of <c>--json</c>.</summary>
public sealed class MistakeTests : IDisposable
{
    private readonly CliFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("upp", "There is no command upp. Did you mean up?")]
    [InlineData("delivry", "There is no command delivry. Did you mean delivery?")]
    [InlineData("migarte --with shop", "There is no command migarte. Did you mean migrate?")]
    [InlineData("doctro", "There is no command doctro. Did you mean doctor?")]
    [InlineData("nonsense", "There is no command nonsense.")]
    public async Task Unknown_verb_is_rejected_with_a_suggestion_if_one_is_similar(string line, string sentence)
    {
        var result = await _folder.RunAsync(line);

        Assert.Equal((2, $"{sentence}\nclerksync --help shows the usage.\n"), (result.ExitCode, result.Errors));
    }

    [Theory]
    [InlineData("deliveries --faild", "deliveries", "There is no option --faild. Did you mean --failed?")]
    [InlineData("user --jsno", "user", "There is no option --jsno. Did you mean --json?")]
    [InlineData("migrate --json", "migrate", "There is no option --json.")]
    [InlineData("access check --jsno", "access check", "There is no option --jsno. Did you mean --json?")]
    [InlineData("instance reset --unknown", "instance reset", "There is no option --unknown.")]
    [InlineData("trigger --jsn", "trigger", "There is no option --jsn. Did you mean --json?")]
    [InlineData("replay --unknown --failed", "replay", "There is no option --unknown.")]
    [InlineData("deliveries --limit 0", "deliveries", "--limit must be a whole number from 1 to 10000.")]
    [InlineData("deliveries --since yesterday", "deliveries", "--since must be")]
    [InlineData("replay", "replay", "Name one delivery")]
    [InlineData("trigger user.created --json", "trigger", "--json goes with --list.")]
    [InlineData("trigger user.exploded", "trigger", "\"user.exploded\" is not one of Clerk's events")]
    public async Task Invalid_option_points_to_the_help_of_the_verb(string line, string verb, string sentence)
    {
        var result = await _folder.RunAsync(line);

        Assert.Equal(2, result.ExitCode);
        Assert.StartsWith(sentence, result.Errors, StringComparison.Ordinal);
        Assert.EndsWith($"clerksync {verb} --help shows the usage.\n", result.Errors, StringComparison.Ordinal);
    }

    /// <remarks>The database is unreachable, so a valid command line exits with 3.</remarks>
    [Theory]
    [InlineData("deliveries --json")]
    [InlineData("delivery msg_1 --json")]
    [InlineData("delivery --json msg_1")]
    [InlineData("replay --json msg_1")]
    [InlineData("replay --json --failed")]
    [InlineData("users --json")]
    [InlineData("user --json user_1")]
    [InlineData("plan --json user_1 pro")]
    [InlineData("credits --json user_1 --add 1")]
    [InlineData("keys --json user_1 --create ci")]
    [InlineData("runs --json")]
    [InlineData("runs --json 7")]
    public async Task Json_option_is_accepted_at_any_position(string line)
    {
        var result = await _folder.RunAsync(line, ("DATABASE_URL", "postgresql://someone@127.0.0.1:1/none"));

        Assert.Equal((3, ""), (result.ExitCode, result.Output));
    }

    [Theory]
    [InlineData("delivery --json")]
    [InlineData("user --json")]
    [InlineData("plan --json pro")]
    [InlineData("replay --json")]
    public async Task Json_option_is_not_parsed_as_an_id(string line) =>
        Assert.Equal(2, (await _folder.RunAsync(line)).ExitCode);
}
