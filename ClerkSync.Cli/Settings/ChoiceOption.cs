using System.CommandLine;

namespace ClerkSync.Cli.Settings;

/// <summary>An option whose value is one of a few words.</summary>
internal sealed class ChoiceOption : Option<string?>
{
    public ChoiceOption(string name, params IReadOnlyCollection<string> words)
        : base(name)
    {
        HelpName = string.Join('|', words);
        CompletionSources.Add([.. words]);
        CustomParser = result =>
        {
            if (result.Tokens[0].Value is { } word && words.Contains(word))
            {
                return word;
            }

            result.AddError($"{name} must be {string.Join(" or ", words)}.");
            return null;
        };
    }
}
