using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace ClerkSync.Cli;

/// <summary>The default help, followed by the verb's notes.</summary>
internal sealed class VerbHelp(HelpAction usual) : SynchronousCommandLineAction
{
    public override int Invoke(ParseResult parseResult)
    {
        var exitCode = usual.Invoke(parseResult);
        if (parseResult.CommandResult.Command is Verb verb)
        {
            parseResult.InvocationConfiguration.Output.WriteLine(verb.Notes);
        }

        return exitCode;
    }
}
