using System.Globalization;
using ClerkSync.Core.Disclosure;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

namespace ClerkSync.Cli.Up;

/// <summary>Formats each log entry as a line with columns: the time, a word, and the text. A delivery has one line.</summary>
internal sealed class LineFormatter(TimeProvider time, IOptions<LineFormatterOptions> options)
    : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "line";

    // "duplicate" is the longest of the usual words.
    private const int WordLength = 9;

    private const string Green = "\e[32m";
    private const string Yellow = "\e[33m";
    private const string Red = "\e[31m";
    private const string Dim = "\e[2m";
    private const string Plain = "\e[0m";

    public override void Write<TState>(
        in LogEntry<TState> logEntry,
        IExternalScopeProvider? scopeProvider,
        TextWriter textWriter
    )
    {
        if (DeliveryLine.Find(logEntry.LogLevel, logEntry.State) is { } delivery)
        {
            if (!delivery.IsTold)
            {
                Write(textWriter, delivery.Word, ColorOf(delivery.Word), delivery.Text);
            }

            return;
        }

        var (word, color) = Describe(logEntry.LogLevel);
        Write(textWriter, word, color, logEntry.Formatter(logEntry.State, logEntry.Exception));
        if (logEntry.Exception is { } exception)
        {
            textWriter.WriteLine(VisibleText.EscapeLines(exception.ToString()));
        }
    }

    private void Write(TextWriter writer, string word, string color, string text)
    {
        var now = time.GetLocalNow().ToString("HH:mm:ss", CultureInfo.InvariantCulture);
        writer.WriteLine($"{Paint(now, Dim)} {Paint(word.PadRight(WordLength), color)} {VisibleText.Escape(text)}");
    }

    private string Paint(string text, string color) => options.Value.IsColored ? color + text + Plain : text;

    private static string ColorOf(string word) =>
        word switch
        {
            "applied" => Green,
            "duplicate" or "stale" or "ignored" => Dim,
            _ => Red,
        };

    private static (string Word, string Color) Describe(LogLevel level) =>
        level switch
        {
            LogLevel.Warning => ("warning", Yellow),
            LogLevel.Error or LogLevel.Critical => ($"{level}".ToLowerInvariant(), Red),
            LogLevel.Information => ("info", Dim),
            _ => ($"{level}".ToLowerInvariant(), Dim),
        };
}

internal sealed class LineFormatterOptions : ConsoleFormatterOptions
{
    /// <summary>Whether to use colors: on a terminal, unless <c>NO_COLOR</c> is set.</summary>
    public bool IsColored { get; set; }
}
