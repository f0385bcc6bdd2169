using System.CommandLine;

namespace ClerkSync.Cli.Settings;

internal sealed class JsonOption : Option<bool>
{
    public JsonOption()
        : base("--json") => Description = "Print JSON instead of a table.";
}
