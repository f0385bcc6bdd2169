using System.Text.Json.Nodes;

namespace ClerkSync.Tests.Infra;

/// <summary>Each Bicep file, checked by the real compiler.</summary>
public sealed class BicepFileTests
{
    /// <summary>The mistakes that must be rejected: the case, the file, and the rule that reports it.</summary>
    private static readonly TheoryData<string, string, string> Sources = new()
    {
        { "a syntax error", "param name string =", "BCP009" },
        { "an undeclared parameter", "output name string = name", "BCP057" },
        { "an unused parameter", "param name string", "no-unused-params" },
        { "an unused variable", "var name = 'x'", "no-unused-vars" },
        {
            "a secret in an output",
            """
                @secure()
                param key string

                output key string = key
                """,
            "outputs-should-not-contain-secrets"
        },
        {
            "an account's key in an output",
            """
                resource account 'Microsoft.Storage/storageAccounts@2026-06-01' existing = {
                  name: 'account'
                }

                output key string = account.listKeys().keys[0].value
                """,
            "outputs-should-not-contain-secrets"
        },
        {
            "a secret with a default",
            """
                @secure()
                param key string = 'x'

                resource account 'Microsoft.Storage/storageAccounts@2026-06-01' existing = {
                  name: key
                }

                output id string = account.id
                """,
            "secure-parameter-default"
        },
        {
            "an old API version",
            """
                resource account 'Microsoft.Storage/storageAccounts@2021-09-01' existing = {
                  name: 'account'
                }

                output id string = account.id
                """,
            "use-recent-api-versions"
        },
    };

    private static readonly Lazy<Task<Compiled>> Infra = new(() => CompileAsync(_ => { }, "**/*.bicep"));

    // All mistakes are compiled at once, because starting the compiler takes longer than compiling them.
    private static readonly Lazy<Task<Compiled>> Mistakes = new(() => CompileAsync(WriteMistakes, "mistakes/*.bicep"));

    private static IEnumerable<string> Templates =>
        Bicep.Files.Where(file => file.EndsWith(".bicep", StringComparison.Ordinal));

    public static IEnumerable<object[]> Rejected => Sources.Select(source => new[] { source[0], source[2] });

    [BicepFact]
    public async Task Every_template_compiles_without_a_warning()
    {
        var compiled = await Infra.Value;

        Assert.Equal((0, ""), (compiled.ExitCode, compiled.Errors));
        Assert.Equal(Templates.Count(), compiled.Templates.Count);
    }

    [BicepFact]
    public async Task Every_parameter_and_every_output_is_described()
    {
        var compiled = await Infra.Value;

        Assert.All(
            compiled.Templates.SelectMany(template =>
                Entries(template["parameters"]).Concat(Entries(template["outputs"]))
            ),
            entry => Assert.NotNull(entry.Value!["metadata"]?["description"])
        );
    }

    [BicepFact]
    public async Task Every_file_is_formatted()
    {
        using var bicep = new Bicep();
        var before = Bicep.Files.Select(bicep.Read).ToList();

        await bicep.RunAsync(["format", "--pattern", "**/*.bicep*"]);

        Assert.Equal(before, Bicep.Files.Select(bicep.Read));
    }

    [BicepTheory]
    [MemberData(nameof(Rejected))]
    public async Task Mistake_is_reported_as_an_error(string mistake, string rule)
    {
        var findings = (await Mistakes.Value).Errors.Split('\n').Where(line => line.Contains(File(mistake)));

        Assert.Contains(findings, finding => finding.Contains($" Error {rule}: ", StringComparison.Ordinal));
    }

    private static string File(string mistake) => $"{mistake.Replace(' ', '-')}.bicep";

    private static void WriteMistakes(Bicep bicep)
    {
        foreach (var mistake in Sources)
        {
            bicep.Write(Path.Combine("mistakes", File((string)mistake[0])), (string)mistake[1]);
        }
    }

    private static async Task<Compiled> CompileAsync(Action<Bicep> prepare, string pattern)
    {
        using var bicep = new Bicep();
        prepare(bicep);
        var run = await bicep.RunAsync(["build", "--pattern", pattern, "--outdir", "."]);
        return new Compiled(
            run.ExitCode,
            run.Errors,
            [
                .. Templates
                    .Select(file => Path.ChangeExtension(file, "json"))
                    .Where(bicep.Has)
                    .Select(file => JsonNode.Parse(bicep.Read(file))!),
            ]
        );
    }

    private static IEnumerable<KeyValuePair<string, JsonNode?>> Entries(JsonNode? node) => node?.AsObject() ?? [];

    private sealed record Compiled(int ExitCode, string Errors, IReadOnlyList<JsonNode> Templates);
}
