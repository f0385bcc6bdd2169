using System.Text;

namespace ClerkSync.Cli.Access;

/// <summary>Reads a secret without echo.</summary>
internal static class SecretInput
{
    /// <summary>Reads one line of standard input, or what a person types or pastes until Enter.</summary>
    /// <param name="input">Standard input; null when it is a terminal.</param>
    /// <param name="prompt">The writer for the question.</param>
    /// <param name="question">Shown only at a terminal.</param>
    /// <exception cref="OperationCanceledException">The person pressed Ctrl-C.</exception>
    public static string Read(TextReader? input, TextWriter prompt, string question)
    {
        if (input is not null)
        {
            return input.ReadLine() ?? "";
        }

        // Ctrl-C is read as input, because a thread that waits for a key does not notice the signal.
        Console.TreatControlCAsInput = true;
        try
        {
            prompt.Write($"{question}: ");
            prompt.Flush();
            return ReadKeys();
        }
        finally
        {
            Console.TreatControlCAsInput = false;
            prompt.WriteLine();
        }
    }

    private static string ReadKeys()
    {
        var typed = new StringBuilder();
        while (Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter } key)
        {
            switch (key)
            {
                case { Key: ConsoleKey.C, Modifiers: ConsoleModifiers.Control }:
                    throw new OperationCanceledException();
                case { Key: ConsoleKey.Backspace }:
                    typed.Length = Math.Max(0, typed.Length - 1);
                    break;
                case { KeyChar: not '\0' }:
                    typed.Append(key.KeyChar);
                    break;
            }
        }

        return typed.ToString();
    }
}
