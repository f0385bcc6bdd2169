using System.Text.Json.Nodes;

namespace ClerkSync.Tests.Infra;

/// <summary>The resources that <c>infra/main.bicepparam</c> would deploy, as the compiler predicts them without Azure.</summary>
/// <remarks>Values that only Azure knows, such as a principal's id, stay expressions. So do secure parameters.</remarks>
internal sealed record Plan(IReadOnlyList<JsonNode> Resources, JsonNode Outputs)
{
    private const string Id = "00000000-0000-0000-0000-000000000001";

    private static readonly Lazy<Task<Plan>> WithDefaults = new(() => MakeAsync());

    /// <summary>The plan with only the required variables. It is created once, because the compiler takes seconds.</summary>
    public static Task<Plan> Default => WithDefaults.Value;

    /// <param name="environment">Variables that are added to the required ones or replace them.</param>
    public static async Task<Plan> MakeAsync(params (string Name, string Value)[] environment)
    {
        using var bicep = new Bicep();
        var run = await RunAsync(bicep, environment);
        Assert.True(run is { ExitCode: 0, Errors: "" }, run.Errors);
        var plan = JsonNode.Parse(bicep.Read("main.snapshot.json"))!;
        return new Plan([.. plan["predictedResources"]!.AsArray().Select(node => node!)], plan["outputs"]!);
    }

    /// <summary>Expects the deployment to be rejected, and returns the errors.</summary>
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
    /// <summary>The text of a value; empty if there is no value.</summary>
    public static string Text(this JsonNode node, params IReadOnlyList<string> path) =>
        path.Aggregate((JsonNode?)node, (value, name) => value?[name])?.ToString() ?? "";
}
