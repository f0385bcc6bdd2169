using Spectre.Console;

namespace ClerkSync.Cli;

internal static class Screen
{
    // A file or a pipe has no width.
    private const int Unbounded = 1000;

    public static IAnsiConsole On(TextWriter output)
    {
        var target = new AnsiConsoleOutput(TerminalWriter.Unwrap(output));
        var console = AnsiConsole.Create(
            new AnsiConsoleSettings { Out = target, Ansi = target.IsTerminal ? AnsiSupport.Detect : AnsiSupport.No }
        );
        if (!target.IsTerminal)
        {
            console.Profile.Width = Unbounded;
        }

        console.Pipeline.Attach(new VisibleSegments());
        return console;
    }
}
