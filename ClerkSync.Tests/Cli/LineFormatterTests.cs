using ClerkSync.Cli.Up;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace ClerkSync.Tests.Cli;

/// <summary>The format of the log lines of <c>up</c>.</summary>
public sealed class LineFormatterTests
{
    private const string SvixId = "msg_2g7np7Hrk0SN6kj5EDMLDaKNL0S";

    [Fact]
    public void Log_lines_are_aligned()
    {
        var lines = new[]
        {
            LogDelivery(LogLevel.Information, ("Answer", "applied")),
            LogDelivery(LogLevel.Information, ("Answer", "duplicate")),
            LogDelivery(LogLevel.Error, ("Error", "23514 users")),
            LogDelivery(LogLevel.Warning, ("Error", "another instance")),
            Log(LogLevel.Warning, "The database is slow"),
        };

        Assert.All(lines, line => Assert.Matches("^[0-9]{2}:[0-9]{2}:[0-9]{2} ", line));
        Assert.Equal(
            [
                $"applied   {SvixId} user.created\n",
                $"duplicate {SvixId} user.created\n",
                $"failed    {SvixId} user.created: 23514 users\n",
                $"rejected  {SvixId} user.created: another instance\n",
                "warning   The database is slow\n",
            ],
            lines.Select(WithoutTime)
        );
    }

    [Theory]
    [InlineData("failed")]
    [InlineData("wrong_instance")]
    public void Delivery_whose_error_is_already_logged_has_no_second_line(string answer) =>
        Assert.Equal("", LogDelivery(LogLevel.Information, ("Answer", answer)));

    [Fact]
    public void Svix_id_ends_within_80_columns()
    {
        var line = LogDelivery(LogLevel.Information, ("Answer", "database_unavailable"));

        Assert.InRange(line.IndexOf(SvixId, StringComparison.Ordinal) + SvixId.Length, SvixId.Length, 80);
    }

    [Theory]
    [InlineData("applied", "\e[32mapplied  \e[0m")]
    [InlineData("stale", "\e[2mstale    \e[0m")]
    [InlineData("rejected", "\e[31mrejected \e[0m")]
    public void Outcome_has_a_color_on_a_terminal(string answer, string painted) =>
        Assert.Contains(
            painted,
            LogDelivery(LogLevel.Information, ("Answer", answer), isColored: true),
            StringComparison.Ordinal
        );

    [Fact]
    public void Control_characters_are_escaped() =>
        Assert.Equal("info      a\\u001b[31m\\u000ab\n", WithoutTime(Log(LogLevel.Information, "a\e[31m\nb")));

    private static string WithoutTime(string line) => line["12:00:00 ".Length..];

    private static string LogDelivery(LogLevel level, (string Name, string Value) end, bool isColored = false) =>
        Write(
            new LogEntry<IReadOnlyList<KeyValuePair<string, object?>>>(
                level,
                "",
                default,
                [new("EventType", "user.created"), new("SvixId", SvixId), new(end.Name, end.Value)],
                null,
                (_, _) => "not used"
            ),
            isColored
        );

    private static string Log(LogLevel level, string text) =>
        Write(new LogEntry<string>(level, "", default, text, null, (state, _) => state), isColored: false);

    private static string Write<TState>(LogEntry<TState> entry, bool isColored)
    {
        var written = new StringWriter { NewLine = "\n" };
        var options = Options.Create(new LineFormatterOptions { IsColored = isColored });
        new LineFormatter(TimeProvider.System, options).Write(entry, null, written);
        return written.ToString();
    }
}
