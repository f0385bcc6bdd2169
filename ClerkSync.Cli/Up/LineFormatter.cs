using System.Globalization;
using ClerkSync.Core.Disclosure;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace ClerkSync.Cli.Up;

/// <summary>A line for each thing logged: the time, the level unless it is the usual one, and the message.</summary>
internal sealed class LineFormatter(TimeProvider time) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "line";

    public override void Write<TState>(
        in LogEntry<TState> logEntry,
        IExternalScopeProvider? scopeProvider,
        TextWriter textWriter
    )
    {
        var level =
            logEntry.LogLevel == LogLevel.Information ? "" : $"{logEntry.LogLevel.ToString().ToLowerInvariant()}: ";
        var message = logEntry.Formatter(logEntry.State, logEntry.Exception);
        var now = time.GetLocalNow().ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);
        textWriter.WriteLine($"{now} {level}{VisibleText.Escape(message)}");
        if (logEntry.Exception is { } exception)
        {
            textWriter.WriteLine(VisibleText.EscapeLines(exception.ToString()));
        }
    }
}
