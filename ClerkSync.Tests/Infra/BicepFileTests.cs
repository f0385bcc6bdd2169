using System.Text.Json.Nodes;

namespace ClerkSync.Tests.Infra;

/// <summary>Each file by itself, as the real compiler sees it.</summary>
public sealed class BicepFileTests : IDisposable
{
    private readonly Bicep _bicep = new();

    /// <summary>What must not come in: the case, the file, the rule that keeps it out.</summary>
    public static TheoryData<string, string, string> Refused { get; } =
        new()
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

    private static IEnumerable<string> Templates =>
        Bicep.Files.Where(file => file.EndsWith(".bicep", StringComparison.Ordinal));

    public void Dispose() => _bicep.Dispose();

    [BicepFact]
    public async Task Every_template_compiles_without_a_warning()
    {
        var run = await _bicep.RunAsync(["build", "--pattern", "**/*.bicep", "--outdir", "."]);

        Assert.Equal("", run.Errors);
        Assert.Equal(0, run.ExitCode);
        Assert.All(Templates, file => Assert.NotEmpty(_bicep.Read(Path.ChangeExtension(file, "json"))));
    }

    [BicepFact]
    public async Task Every_parameter_and_every_output_is_described()
    {
        await _bicep.RunAsync(["build", "--pattern", "**/*.bicep", "--outdir", "."]);

        var templates = Templates.Select(file => JsonNode.Parse(_bicep.Read(Path.ChangeExtension(file, "json")))!);
        Assert.All(
            templates.SelectMany(template => Entries(template["parameters"]).Concat(Entries(template["outputs"]))),
            entry => Assert.NotNull(entry.Value!["metadata"]?["description"])
        );
    }

    [BicepFact]
    public async Task Every_file_is_formatted()
    {
        var before = Bicep.Files.Select(_bicep.Read).ToList();

        await _bicep.RunAsync(["format", "--pattern", "**/*.bicep*"]);

        Assert.Equal(before, Bicep.Files.Select(_bicep.Read));
    }

    [BicepTheory]
    [MemberData(nameof(Refused))]
    public async Task Mistake_is_an_error(string what, string text, string rule)
    {
        _bicep.Write("mistake.bicep", text);

        var run = await _bicep.RunAsync(["build", "mistake.bicep", "--stdout"]);

        Assert.Contains($"Error {rule}", run.Errors, StringComparison.Ordinal);
        Assert.NotEqual(0, run.ExitCode);
        Assert.NotEmpty(what);
    }

    private static IEnumerable<KeyValuePair<string, JsonNode?>> Entries(JsonNode? node) => node?.AsObject() ?? [];
}
