using System.Diagnostics;
using System.Runtime.Versioning;
using System.Text.RegularExpressions;
using ClerkSync.LocalPostgres;
using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.Cli;

/// <summary>The completion scripts in <c>docs/completion.md</c>.</summary>
[UnsupportedOSPlatform("windows")]
public sealed partial class CompletionTests : IDisposable
{
    private readonly CliFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("deliv", "deliveries delivery")]
    [InlineData("up --wa", "--watch")]
    [InlineData("trigger user.c", "user.created")]
    [InlineData("instance re", "reset")]
    [InlineData("status -o e", "env")]
    public async Task Bash_completes_verbs_options_and_events(string typed, string expected)
    {
        var completed = await RunAsync(
            "bash",
            $"""
            {Snippet("bash")}
            COMP_LINE='./clerksync {typed}' COMP_POINT={12 + typed.Length}
            _clerksync ./clerksync '{typed.Split(' ')[^1]}'
            echo "${"{COMPREPLY[*]}"}"
            """
        );

        Assert.Equal(expected, completed);
    }

    [ZshTheory]
    [InlineData("deliv", "deliveries delivery")]
    [InlineData("up --wa", "--watch")]
    public async Task Zsh_completes_verbs_and_options(string typed, string expected)
    {
        // compadd and compdef work only inside a completion.
        var completed = await RunAsync(
            "zsh",
            $$"""
            compdef() { }
            compadd() { shift; print -r -- "$*" }
            {{Snippet("zsh")}}
            words=(./clerksync {{typed}}) CURRENT=$#words
            _clerksync
            """
        );

        Assert.Equal(expected, completed);
    }

    [Theory]
    [InlineData("[suggest:4]|nope")]
    [InlineData("[suggest:0]|")]
    [InlineData("[suggest]|up")]
    public async Task Suggestions_for_an_unfinished_line_report_no_error(string arguments)
    {
        var output = new StringWriter();
        var errors = new StringWriter();

        var exitCode = await new ClerkSync.Cli.CommandLine(_folder.Around()).RunAsync(
            arguments.Split('|'),
            output,
            errors,
            default
        );

        Assert.Equal((0, ""), (exitCode, errors.ToString()));
    }

    private static string Snippet(string shell) =>
        CodeBlock()
            .Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs", "completion.md")))
            .Single(block => block.Groups["shell"].Value == shell)
            .Groups["code"]
            .Value;

    private async Task<string> RunAsync(string shell, string code)
    {
        var folder = _folder.Around().CurrentFolder;
        var command = Path.Combine(folder, "clerksync");
        await File.WriteAllTextAsync(
            command,
            $"#!/bin/sh\nexec dotnet '{Path.Combine(AppContext.BaseDirectory, "ClerkSync.Cli.dll")}' \"$@\"\n"
        );
        File.SetUnixFileMode(command, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var start = new ProcessStartInfo(shell, ["-c", code])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return output.ReplaceLineEndings(" ").Trim();
    }

    [GeneratedRegex("```(?<shell>\\w+)\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();
}

/// <summary>A test that needs zsh.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ZshTheoryAttribute : TheoryAttribute
{
    public ZshTheoryAttribute() => Skip = Prerequisite.Lacking(ProgramPath.Find("zsh") is not null, "Needs zsh.");
}
