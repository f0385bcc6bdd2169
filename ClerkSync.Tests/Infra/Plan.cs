using System.Text.Json.Nodes;

namespace ClerkSync.Tests.Infra;

/// <summary>What a deployment of <c>infra/main.bicepparam</c> would make, reckoned by the compiler without Azure.</summary>
/// <remarks>What only Azure knows, such as a principal's id, stays an expression. Secure parameters do so too.</remarks>
internal sealed record Plan(IReadOnlyList<JsonNode> Resources, JsonNode Outputs)
{
    private const string Id = "00000000-0000-0000-0000-000000000001";

    private static readonly Lazy<Task<Plan>> WithDefaults = new(() => MakeAsync());

    /// <summary>With no more than the parameters need. Made once: the compiler takes seconds.</summary>
    public static Task<Plan> Default => WithDefaults.Value;

    /// <param name="environment">Added to the least that the parameters need, or put in its place.</param>
    public static async Task<Plan> MakeAsync(params (string Name, string Value)[] environment)
    {
        using var bicep = new Bicep();
        var run = await RunAsync(bicep, environment);
        Assert.True(run is { ExitCode: 0, Errors: "" }, run.Errors);
        var plan = JsonNode.Parse(bicep.Read("main.snapshot.json"))!;
        return new Plan([.. plan["predictedResources"]!.AsArray().Select(node => node!)], plan["outputs"]!);
    }

    /// <summary>Why there would be no deployment.</summary>
    public static async Task<string> FailAsync(params (string Name, string Value)[] environment)
    {
        using var bicep = new Bicep();
        var run = await RunAsync(bicep, environment);
        Assert.NotEqual(0, run.ExitCode);
        return run.Errors;
    }

    /// <summary>The only resource of a type.</summary>
    public JsonNode Single(string type) => Assert.Single(All(type));

    public IEnumerable<JsonNode> All(string type) =>
        Resources.Where(resource => resource["type"]!.GetValue<string>() == type);

    private static Task<(int ExitCode, string Output, string Errors)> RunAsync(
        Bicep bicep,
        (string Name, string Value)[] environment
    ) =>
        bicep.RunAsync(
            [
                .. "snapshot main.bicepparam --mode overwrite --location westeurope --resource-group group".Split(' '),
                .. $"--subscription-id {Id} --tenant-id {Id}".Split(' '),
            ],
            [
                ("AZURE_ENV_NAME", "test"),
                ("POSTGRES_ADMIN_OBJECT_ID", Id),
                ("POSTGRES_ADMIN_NAME", "admins"),
                .. environment,
            ]
        );
}

internal static class PlanValues
{
    /// <summary>The text of a value; empty for none.</summary>
    public static string Text(this JsonNode node, params IReadOnlyList<string> path) =>
        path.Aggregate((JsonNode?)node, (value, name) => value?[name])?.ToString() ?? "";
}
