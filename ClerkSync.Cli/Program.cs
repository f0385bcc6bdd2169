using ClerkSync.Cli;

return await new CommandLine(Surroundings.OfThisProcess()).RunAsync(args, Console.Out, Console.Error, default);
