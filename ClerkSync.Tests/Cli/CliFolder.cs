using ClerkSync.Cli;
using ClerkSync.Cli.Settings;
using ClerkSync.LocalHost.Up;

namespace ClerkSync.Tests.Cli;

/// <summary>Runs verbs in this process, with a separate data folder and environment.</summary>
public sealed class CliFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("clerksync-cli-");

    /// <summary>The default data folder of the verbs.</summary>
    public DataFolder Data => new(Path.Combine(_folder.FullName, ".local"));

    /// <summary>The standard input of the next verb.</summary>
    public string Input { get; set; } = "";

    internal async Task<CliResult> RunAsync(string line, params (string Name, string Value)[] environment)
    {
        var output = new StringWriter();
        var errors = new StringWriter();
        var exitCode = await new CommandLine(Around(environment)).RunAsync(
            line.Split(' ', StringSplitOptions.RemoveEmptyEntries),
            output,
            errors,
            default
        );
        return new CliResult(exitCode, output.ToString(), errors.ToString());
    }

    /// <summary>Starts <c>up</c> in this process on the default data folder.</summary>
    internal Task<UpSession> StartUpAsync(params (string Name, string Value)[] environment) =>
        StartUpAsync(access: null, environment);

    /// <summary>Starts <c>up</c> with or without <c>--access</c>; null repeats the choice of the last <c>up</c>.</summary>
    internal Task<UpSession> StartUpAsync(bool? access, params (string Name, string Value)[] environment) =>
        UpSession.StartAsync(
            new UpOptions
            {
                Data = Data,
                Access = access,
                Configuration = VerbSettings.FromEnvironment(Around(environment)).Configuration,
            },
            new Progress<string>(),
            CancellationToken.None
        );

    internal Surroundings Around(params (string Name, string Value)[] environment) =>
        new()
        {
            CurrentFolder = _folder.FullName,
            Input = new StringReader(Input),
            Variables = environment.ToDictionary(variable => variable.Name, variable => variable.Value),
        };

    public void Dispose() => _folder.Delete(recursive: true);
}

internal sealed record CliResult(int ExitCode, string Output, string Errors);
