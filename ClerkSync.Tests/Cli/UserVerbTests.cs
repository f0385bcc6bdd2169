using System.Text.Json.Nodes;
using ClerkSync.Core.ApiKeys;
using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.Cli;

/// <summary>The verbs about users, on a real database.</summary>
public sealed class UserVerbTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private readonly CliFolder _folder = new();
    private readonly string _id = UserEvent.NewId();
    private TestApp _app = null!;

    public async Task InitializeAsync()
    {
        _app = await TestApp.StartAsync(database);
        await _app.DeliverAsync(UserEvent.Created(_id) with { Email = $"{_id}@example.com" });
    }

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Users_verb_lists_users_and_user_verb_finds_one_by_id_or_email()
    {
        var list = await RunAsync("users");
        var byId = await RunAsync($"user {_id}");
        var byEmail = await RunAsync($"user {_id.ToUpperInvariant()}@EXAMPLE.com");

        Assert.Contains(_id, list.Output, StringComparison.Ordinal);
        Assert.Contains("0 for 0 USD", byId.Output, StringComparison.Ordinal);
        Assert.Equal((0, byId.Output), (byEmail.ExitCode, byEmail.Output));
    }

    [Fact]
    public async Task Plan_and_credits_verbs_change_the_user_and_print_the_change()
    {
        var plan = await RunAsync($"plan {_id} pro --bonus 5");
        var again = await RunAsync($"plan {_id} pro --bonus 5");
        var taken = await RunAsync($"credits {_id} --take 3 --reason test");
        var tooMany = await RunAsync($"credits {_id} --take 100");
        var ledger = await RunAsync($"credits {_id}");

        Assert.Equal($"{_id} is on pro now, with 15 credits.", plan.Output.Trim());
        Assert.Equal($"{_id} is on pro already.", again.Output.Trim());
        Assert.Equal($"{_id} has 12 credits now.", taken.Output.Trim());
        Assert.Equal((1, $"{_id} has only 12 credits; nothing was taken."), (tooMany.ExitCode, tooMany.Output.Trim()));
        Assert.Matches(@"(?s)-3\s+12\s+test\s+cli.*\+10\s+10", ledger.Output);
    }

    [Fact]
    public async Task Key_is_created_listed_and_revoked()
    {
        var made = await RunAsync($"keys {_id} --create ci");
        var owner = await _app.Get<ApiKeyService>().FindOwnerAsync(made.Output.Trim(), default);
        var list = await RunAsync($"keys {_id}");
        var revoked = await RunAsync($"keys {_id} --revoke {owner!.KeyId}");

        Assert.Equal(_id, owner.User?.ClerkId);
        Assert.Contains("ci", list.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(made.Output.Trim(), list.Output, StringComparison.Ordinal);
        Assert.Equal((0, "Revoked."), (revoked.ExitCode, revoked.Output.Trim()));
        Assert.Null(await _app.Get<ApiKeyService>().FindOwnerAsync(made.Output.Trim(), default));
    }

    [Theory]
    [InlineData("plan USER gold")]
    [InlineData("credits USER --add 1 --take 1")]
    [InlineData("keys USER --create a --revoke 018f0000-0000-7000-8000-000000000000")]
    public async Task Contradictory_or_invalid_arguments_exit_with_2(string line)
    {
        var result = await RunAsync(line.Replace("USER", _id, StringComparison.Ordinal));

        Assert.Equal(2, result.ExitCode);
        Assert.EndsWith("--help shows the usage.\n", result.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("user nobody")]
    [InlineData("user nobody@example.com --json")]
    [InlineData("plan nobody pro")]
    [InlineData("credits nobody")]
    [InlineData("credits nobody --add 1 --json")]
    [InlineData("keys nobody")]
    [InlineData("keys USER --revoke 018f0000-0000-7000-8000-000000000000")]
    [InlineData("keys USER --revoke 018f0000-0000-7000-8000-000000000000 --json")]
    [InlineData("delivery msg_none")]
    [InlineData("delivery msg_none --json")]
    [InlineData("delivery msg_none --payload")]
    [InlineData("replay msg_none")]
    [InlineData("runs 999999")]
    public async Task Missing_object_exits_with_1_and_one_sentence(string line)
    {
        var result = await RunAsync(line.Replace("USER", _id, StringComparison.Ordinal));

        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Single(result.Errors.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task Json_output_contains_the_change()
    {
        var plan = await ReadAsync("plan USER pro --bonus 5 --json");
        var given = await ReadAsync("credits USER --add 1 --json");
        var tooMany = await RunAsync($"credits {_id} --take 100 --json");
        var made = await ReadAsync("keys USER --create ci --json");
        var revoked = await ReadAsync($"keys USER --revoke {made["entry"]!["id"]} --json");

        Assert.Equal((true, "pro", 15), ((bool)plan["isChanged"]!, (string)plan["plan"]!, (long)plan["balance"]!));
        Assert.Equal((_id, true, 16), ((string)given["clerkId"]!, (bool)given["isChanged"]!, (long)given["balance"]!));
        Assert.Equal((1, false), (tooMany.ExitCode, (bool)JsonNode.Parse(tooMany.Output)!["isChanged"]!));
        Assert.StartsWith("csk_", (string)made["key"]!, StringComparison.Ordinal);
        Assert.Equal((string)made["entry"]!["id"]!, (string)revoked["revoked"]!);

        async Task<JsonNode> ReadAsync(string line) =>
            JsonNode.Parse((await RunAsync(line.Replace("USER", _id, StringComparison.Ordinal))).Output)!;
    }

    [Fact]
    public async Task Reason_that_is_too_long_exits_with_2()
    {
        var result = await RunAsync($"credits {_id} --add 1 --reason {new string('x', 256)}");

        Assert.Equal(2, result.ExitCode);
        Assert.StartsWith("A reason has 1 to 255 characters.\n", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Revoking_a_key_by_its_name_exits_with_2()
    {
        var result = await RunAsync($"keys {_id} --revoke ci");

        Assert.Equal(2, result.ExitCode);
        Assert.StartsWith("--revoke must be the id of a key", result.Errors, StringComparison.Ordinal);
    }

    private Task<CliResult> RunAsync(string line) =>
        _folder.RunAsync(line, ("DATABASE_URL", database.ConnectionString));
}
