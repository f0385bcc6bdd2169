using System.Text.Json.Nodes;
using ClerkSync.LocalHost.Functions;
using ClerkSync.Tests.Drivers;
using Microsoft.Azure.Functions.Worker;

namespace ClerkSync.Tests.OpenApi;

/// <summary>The description says what the functions are.</summary>
public sealed class OpenApiTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly IReadOnlyList<LocalFunction> Functions =
    [
        .. FunctionFinder
            .Find(typeof(ClerkSync.Functions.Webhooks.ReceiveClerkWebhook).Assembly.GetExportedTypes())
            .Where(function => function.HttpTrigger is not null),
    ];

    [Fact]
    public async Task Every_route_is_described_and_every_described_route_is_there()
    {
        var described = Operations(await ReadAsync())
            .Select(route => $"{route.Method} {route.Path} {route.Operation["operationId"]}");

        var functions = Functions.SelectMany(function =>
            function.HttpTrigger!.Methods!.Select(method => $"{method} /{function.HttpTrigger.Route} {function.Name}")
        );

        Assert.Equal(functions.Order(StringComparer.Ordinal), described.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Whoever_needs_a_function_key_is_told_so()
    {
        var keyed = Operations(await ReadAsync())
            .Where(route =>
                route.Operation["security"]!.ToJsonString().Contains("functionKey", StringComparison.Ordinal)
            )
            .Select(route => (string?)route.Operation["operationId"]);

        var functions = Functions
            .Where(function => function.HttpTrigger!.AuthLevel == AuthorizationLevel.Function)
            .Select(function => function.Name);

        Assert.Equal(functions.Order(), keyed.Order());
    }

    [Fact]
    public async Task Parameters_of_a_path_are_described()
    {
        Assert.All(
            Operations(await ReadAsync()).Where(route => route.Path.Contains('{', StringComparison.Ordinal)),
            route =>
            {
                var name = route.Path.Split('{')[1].Split('}')[0];
                Assert.Contains(
                    route.Operation["parameters"]!.AsArray(),
                    parameter => (string?)parameter!["name"] == name && (string?)parameter["in"] == "path"
                );
            }
        );
    }

    [Fact]
    public async Task Every_reference_leads_somewhere()
    {
        var document = await ReadAsync();
        var schemas = document["components"]!["schemas"]!.AsObject();
        var references = document
            .ToJsonString()
            .Split("#/components/schemas/")
            .Skip(1)
            .Select(rest => rest.Split('"')[0])
            .Distinct();

        Assert.All(references, name => Assert.True(schemas.ContainsKey(name), name));
    }

    private static IEnumerable<(string Method, string Path, JsonNode Operation)> Operations(JsonNode document) =>
        document["paths"]!
            .AsObject()
            .SelectMany(path =>
                path.Value!.AsObject().Select(operation => (operation.Key, path.Key, operation.Value!))
            );

    private async Task<JsonNode> ReadAsync()
    {
        await using var app = await TestApp.StartAsync(database);
        return JsonNode.Parse(await app.Http.GetStringAsync(new Uri("api/openapi.json", UriKind.Relative)))!;
    }
}
