using ClerkSync.Cli;
using ClerkSync.Cli.Up;

var surroundings = Surroundings.OfThisProcess();
if (args is ["up", ..])
{
    DetachedUp.RedirectOutput(surroundings);
}

return await new CommandLine(surroundings).RunAsync(args, Console.Out, Console.Error, default);
