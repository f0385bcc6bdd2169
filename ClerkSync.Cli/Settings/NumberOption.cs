using System.CommandLine;
using System.Globalization;

namespace ClerkSync.Cli.Settings;

/// <summary>An option whose value is a whole number.</summary>
internal sealed class NumberOption : Option<int?>
{
    public NumberOption(string name, int least, int most)
        : base(name)
    {
        HelpName = "N";
        CustomParser = result =>
        {
            if (
                int.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, out var number)
                && number >= least
                && number <= most
            )
            {
                return number;
            }

            result.AddError($"{name} must be a whole number from {least} to {most}.");
            return null;
        };
    }
}
