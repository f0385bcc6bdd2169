using System.Text;
using ClerkSync.Core.Disclosure;
using Spectre.Console;

namespace ClerkSync.Cli;

/// <summary>
/// The output of verbs. Escapes characters that would move a terminal's cursor or change its colors, because names and errors come from
/// others. ClerkSync's own colors are drawn through <see cref="Screen"/>.
/// </summary>
internal sealed class TerminalWriter(TextWriter inner) : TextWriter
{
    public override Encoding Encoding => inner.Encoding;

    /// <summary>The inner writer, for text that must not be escaped.</summary>
    public static TextWriter Unwrap(TextWriter output) => output is TerminalWriter terminal ? terminal.Inner : output;

    public static bool IsTerminal(TextWriter output) => new AnsiConsoleOutput(Unwrap(output)).IsTerminal;

    private TextWriter Inner => inner;

    public override void Write(char value) => Write(value.ToString());

    public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

    public override void Write(ReadOnlySpan<char> buffer) => Write(buffer.ToString());

    public override void Write(string? value) => inner.Write(VisibleText.EscapeLines(value ?? ""));

    public override void WriteLine(string? value) => inner.WriteLine(VisibleText.EscapeLines(value ?? ""));

    public override Task WriteAsync(string? value) => inner.WriteAsync(VisibleText.EscapeLines(value ?? ""));

    public override Task WriteLineAsync(string? value) => inner.WriteLineAsync(VisibleText.EscapeLines(value ?? ""));

    public override void Flush() => inner.Flush();

    public override Task FlushAsync() => inner.FlushAsync();
}
