using System.Diagnostics;
using ClerkSync.Tests.Drivers;
using ClerkSync.Tests.Interop;

namespace ClerkSync.Tests.Infra;

/// <summary>Static checks of the pipelines.</summary>
public sealed class WorkflowTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("clerksync-workflows-");

    public void Dispose() => _folder.Delete(recursive: true);

    [NodeFact]
    public async Task Workflows_match_the_schema_are_pinned_and_time_limited_and_their_scripts_parse() =>
        Assert.Equal("", await CheckAsync(Path.Combine(Repository.Root, ".github", "workflows")));

    [NodeFact]
    public async Task Check_reports_every_mistake_in_a_workflow()
    {
        await File.WriteAllTextAsync(
            Path.Combine(_folder.FullName, "careless.yml"),
            """
            on: push
            jobs:
              careless:
                runs-on: ubuntu-latest
                unknown-key: true
                steps:
                  - uses: actions/checkout@v4
                  - run: echo ${{ github.head_ref }}
                  - run: if then
                    env:
                      TYPO: ${{ vaars.RESOURCE_GROUP }}
            """
        );
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "cut.yml"), "on: push\njobs: [");

        var findings = await CheckAsync(_folder.FullName);

        string[] expected =
        [
            "Unexpected value 'unknown-key'",
            "Unrecognized named-value: 'vaars'",
            "careless.yml: no permissions",
            "careless has no time limit",
            "actions/checkout@v4 is not pinned by commit",
            "careless has an expression in a script",
            "syntax error",
            "cut.yml: Flow sequence",
        ];
        Assert.All(expected, finding => Assert.Contains(finding, findings, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Shell_scripts_parse()
    {
        using var bash = Process.Start(
            new ProcessStartInfo("bash", ["-c", "bash -n clerksync && bash -n .ci/run"])
            {
                WorkingDirectory = Repository.Root,
                RedirectStandardError = true,
            }
        )!;

        Assert.Equal("", await bash.StandardError.ReadToEndAsync());
    }

    private static Task<string> CheckAsync(string folder) => Node.RunAsync("check-workflows.mjs", "", folder);
}
