using ClerkSync.Cli;
using ClerkSync.Cli.Up;
using ClerkSync.Tests.Drivers;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Spectre.Console;

namespace ClerkSync.Tests.Cli;

/// <summary>How the verbs print text from outside: names, reasons, and the types and errors of events.</summary>
public sealed class PrintedTextTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private const string Clear = "\u001b[2J\u009b\u202e";

    private readonly CliFolder _folder = new();
    private readonly string _id = UserEvent.NewId();
    private TestApp _app = null!;

    public async Task InitializeAsync()
    {
        _app = await TestApp.StartAsync(database);
        await _app.DeliverAsync(
            UserEvent.Created(_id) with
            {
                Email = $"{_id}@example.com",
                FirstName = $"Eve{Clear}",
            }
        );
    }

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("user {0}")]
    [InlineData("user {0} --json")]
    [InlineData("users --json")]
    public async Task Name_with_control_characters_is_printed_escaped(string line) =>
        AssertVisible(await RunAsync(line.Replace("{0}", _id, StringComparison.Ordinal)), @"Eve\u001b[2J\u009b");

    [Theory]
    [InlineData("credits {0}")]
    [InlineData("credits {0} --json")]
    public async Task Reason_with_control_characters_is_printed_escaped(string line)
    {
        await database.ExecuteAsync(
            "update credit_transactions set reason = @reason where user_id = (select id from users where clerk_id = @_id)",
            new { reason = $"gift{Clear}", _id }
        );

        AssertVisible(await RunAsync(line.Replace("{0}", _id, StringComparison.Ordinal)), @"gift\u001b[2J\u009b");
    }

    [Theory]
    [InlineData("deliveries")]
    [InlineData("deliveries --json")]
    public async Task Type_and_error_with_control_characters_are_printed_escaped(string line)
    {
        await database.ExecuteAsync(
            """
            insert into webhook_deliveries (svix_id, event_type, received_at, processed_at, outcome, error, payload)
            values ('msg_odd', @type, now(), now(), 'rejected', @error, '{}'::bytea)
            on conflict (svix_id) do nothing
            """,
            new { type = $"odd{Clear}", error = $"data $['odd{Clear}']" }
        );

        AssertVisible(await RunAsync(line), @"odd\u001b[2J\u009b");
    }

    [Fact]
    public void Colors_that_the_CLI_writes_are_not_escaped()
    {
        var inner = new StringWriter();
        var console = Screen.On(new TerminalWriter(inner));
        console.Profile.Capabilities.Ansi = true;
        console.Profile.Capabilities.ColorSystem = ColorSystem.Standard;

        console.Write(new Text($"a{Clear}", Color.Red));

        Assert.Contains("\u001b[", $"{inner}", StringComparison.Ordinal);
        Assert.Contains(@"a\u001b[2J\u009b\u202e", $"{inner}", StringComparison.Ordinal);
    }

    [Fact]
    public void Log_of_up_is_escaped_and_a_message_stays_on_one_line()
    {
        var output = new StringWriter();
        var entry = new LogEntry<string>(
            LogLevel.Warning,
            "Function.Sample",
            default,
            $"name {Clear}\nforged",
            new InvalidOperationException($"text {Clear}"),
            (state, _) => state
        );

        new LineFormatter(TimeProvider.System, Options.Create(new LineFormatterOptions())).Write(
            entry,
            scopeProvider: null,
            output
        );

        Assert.DoesNotContain($"{output}", IsHidden);
        Assert.Matches(@"^\S+ warning   name \\u001b\[2J\\u009b\\u202e\\u000aforged\n", $"{output}");
    }

    [Fact]
    public async Task Every_write_overload_is_escaped()
    {
        var inner = new StringWriter();
        await using var writer = new TerminalWriter(inner);

        writer.Write('\u001b');
        writer.Write("\u001b".ToCharArray());
        writer.Write("\u001b".AsSpan());
        writer.Write("\u001b{0}", "\u001b");
        writer.WriteLine('\u001b');
        writer.WriteLine((object)"\u001b");
        await writer.WriteAsync("\u001b");
        await writer.WriteAsync('\u001b');
        await writer.WriteLineAsync("\u001b".AsMemory());
        await writer.WriteLineAsync("a\nb");

        Assert.DoesNotContain($"{inner}".Replace("\n", "", StringComparison.Ordinal), IsHidden);
        Assert.Equal(10, $"{inner}".Split(@"\u001b").Length - 1);
    }

    private static void AssertVisible(CliResult result, string text)
    {
        Assert.Equal(0, result.ExitCode);
        Assert.Contains(text, result.Output, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(result.Output, IsHidden);
    }

    private static bool IsHidden(char letter) => (char.IsControl(letter) && letter is not '\n') || letter == '\u202e';

    private Task<CliResult> RunAsync(string line) =>
        _folder.RunAsync(line, ("DATABASE_URL", database.ConnectionString));
}
