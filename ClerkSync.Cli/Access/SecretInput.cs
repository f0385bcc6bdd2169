using System.Text;

namespace ClerkSync.Cli.Access;

/// <summary>Reads a secret without showing it.</summary>
internal static class SecretInput
{
    /// <summary>Reads a line of standard input, or what a person types or pastes up to the Enter key.</summary>
    /// <param name="input">Standard input; null when it is a terminal.</param>
    /// <param name="prompt">Where the question goes.</param>
    /// <param name="question">Only a person is asked.</param>
    /// <exception cref="OperationCanceledException">Ctrl-C.</exception>
    public static string Read(TextReader? input, TextWriter prompt, string question)
    {
        if (input is not null)
        {
            return input.ReadLine() ?? "";
        }

        // As input, because a thread that waits for a key does not notice the signal.
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
