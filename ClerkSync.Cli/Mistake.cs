using System.CommandLine;
using System.CommandLine.Parsing;

namespace ClerkSync.Cli;

/// <summary>Describes a mistake in a command line, with a suggestion.</summary>
internal static class Mistake
{
    /// <returns>A sentence about the first mistake; null when there is none.</returns>
    public static string? Find(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        if (command is RootCommand && parsed.UnmatchedTokens is [var verb, ..] && !IsOption(verb))
        {
            return $"There is no command {verb}.{Suggest(verb, command.Subcommands.Select(known => known.Name))}";
        }

        if (FindStrayOption(parsed) is { } option)
        {
            return $"There is no option {option}.{Suggest(option, command.Options.Select(known => known.Name))}";
        }

        return parsed.Errors is [var error, ..] ? error.Message : null;
    }

    /// <summary>Finds a token that looks like an option but is not one. The parser would accept it as an argument.</summary>
    private static string? FindStrayOption(ParseResult parsed) =>
        parsed
            .CommandResult.Children.OfType<ArgumentResult>()
            .SelectMany(argument => argument.Tokens.Select(token => token.Value))
            .Concat(parsed.UnmatchedTokens)
            .FirstOrDefault(IsOption);

    private static bool IsOption(string token) => token.StartsWith('-');

    private static string Suggest(string typed, IEnumerable<string> known)
    {
        // Up to a third of the letters may differ.
        var near = known
            .Select(name => (Name: name, Distance: CountEdits(typed, name)))
            .Where(candidate => candidate.Distance <= Math.Max(1, typed.Trim('-').Length / 3))
            .OrderBy(candidate => candidate.Distance)
            .Select(candidate => candidate.Name)
            .FirstOrDefault();
        return near is null ? "" : $" Did you mean {near}?";
    }

    /// <summary>The least number of letters to insert, delete or replace. Two swapped letters count as one.</summary>
    private static int CountEdits(string from, string to)
    {
        var edits = new int[from.Length + 1, to.Length + 1];
        for (var i = 0; i <= from.Length; i++)
        {
            for (var j = 0; j <= to.Length; j++)
            {
                edits[i, j] =
                    i == 0 || j == 0
                        ? i + j
                        : Math.Min(
                            Math.Min(edits[i - 1, j], edits[i, j - 1]) + 1,
                            edits[i - 1, j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1)
                        );
                if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
                {
                    edits[i, j] = Math.Min(edits[i, j], edits[i - 2, j - 2] + 1);
                }
            }
        }

        return edits[from.Length, to.Length];
    }
}
