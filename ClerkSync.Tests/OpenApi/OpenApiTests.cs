using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using ClerkSync.AspNetCore.Functions;
using ClerkSync.Functions.Http;
using ClerkSync.Tests.Drivers;
using Microsoft.Azure.Functions.Worker;
using Microsoft.OpenApi;

namespace ClerkSync.Tests.OpenApi;

/// <summary><c>openapi.json</c> matches the functions. Run these tests with <c>CLERKSYNC_WRITE_DOCS=1</c> to regenerate it.</summary>
public sealed class OpenApiTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private const string FileName = "ClerkSync.Functions/OpenApi/openapi.json";

    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly IReadOnlyList<KestrelFunction> Functions = OpenApiFile.Functions;

    [Fact]
    public void File_matches_the_functions_and_their_types()
    {
        var path = Path.Combine(Repository.Root, FileName);
        var expected = $"{OpenApiFile.Create().ToJsonString(Json)}\n";
        if (Environment.GetEnvironmentVariable("CLERKSYNC_WRITE_DOCS") == "1")
        {
            File.WriteAllText(path, expected);
        }

        Assert.True(
            expected == File.ReadAllText(path),
            $"{FileName} differs from the functions and their types. To regenerate it: "
                + "CLERKSYNC_WRITE_DOCS=1 ./clerksync test --filter FullyQualifiedName~OpenApi"
        );
    }

    [Fact]
    public async Task Served_document_is_valid()
    {
        var (_, diagnostic) = OpenApiDocument.Parse((await ReadAsync()).ToJsonString(), "json");

        Assert.Equal(OpenApiSpecVersion.OpenApi3_1, diagnostic!.SpecificationVersion);
        Assert.Empty(diagnostic.Errors.Concat(diagnostic.Warnings).Select(error => error.ToString()));
    }

    [Fact]
    public async Task Document_describes_every_route_and_no_other()
    {
        var described = Operations(await ReadAsync())
            .Select(route => $"{route.Method} {route.Path} {route.Operation["operationId"]}");

        var functions = Functions.SelectMany(function =>
            // The id of an operation must be unique.
            function.HttpTrigger!.Methods!.Select(method =>
                $"{method} {OpenApiFile.Path(function)} {OpenApiFile.OperationId(function)}{(method == "head" ? "Head" : "")}"
            )
        );

        Assert.Equal(functions.Order(StringComparer.Ordinal), described.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Document_marks_the_operations_that_need_a_function_key()
    {
        var document = await ReadAsync();
        var keyed = Operations(document)
            .Where(route => Security(document, route.Operation).Contains("functionKey", StringComparison.Ordinal))
            .Select(route => (string?)route.Operation["operationId"]);

        var functions = Functions
            .Where(function => function.HttpTrigger!.AuthLevel == AuthorizationLevel.Function)
            .Select(OpenApiFile.OperationId);

        Assert.Equal(functions.Order(), keyed.Order());
    }

    [Fact]
    public async Task Document_marks_exactly_the_public_routes_as_open()
    {
        var document = await ReadAsync();
        var open = Operations(document)
            .Where(route => route.Method != "head" && Security(document, route.Operation) == "[]")
            .Select(route => (string?)route.Operation["operationId"]);

        var functions = Functions
            .Where(function => function.Method.IsDefined(typeof(PublicRouteAttribute), inherit: false))
            .Select(OpenApiFile.OperationId);

        Assert.Equal(functions.Order(), open.Order());
    }

    [Fact]
    public void Described_bodies_match_the_types_that_the_function_reads_and_returns()
    {
        var operations = Operations(OpenApiFile.Create())
            .Where(route => route.Method != "head")
            .ToDictionary(route => (string)route.Operation["operationId"]!, route => route.Operation);

        Assert.All(
            Functions,
            function =>
            {
                var code = FunctionCode.Read(function.Method.DeclaringType!);
                var operation = operations[OpenApiFile.OperationId(function)];
                var (read, answered) = (Schemas(operation["requestBody"]), Schemas(operation["responses"]));
                Assert.True(
                    code.Bodies.SetEquals(read) && code.Answers.SetEquals(answered),
                    $"{function.Name} reads [{string.Join(", ", code.Bodies)}] and returns [{string.Join(", ", code.Answers)}], "
                        + $"but operations.json says [{string.Join(", ", read)}] and [{string.Join(", ", answered)}]."
                );
            }
        );
    }

    [Fact]
    public async Task Path_parameters_are_described()
    {
        var document = await ReadAsync();

        Assert.All(
            Operations(document),
            route =>
                Assert.Equal(
                    route.Path.Split('{').Skip(1).Select(part => part.Split('}')[0]),
                    Parameters(document, route.Operation, "path")
                )
        );
    }

    /// <remarks>A route that receives an unknown parameter lists the parameters that it accepts.</remarks>
    [Fact]
    public async Task Query_parameters_match_those_that_the_route_accepts()
    {
        await using var app = await UserApp.StartAsync(database);
        var document = JsonNode.Parse(
            await app.Functions.Http.GetStringAsync(new Uri("api/openapi.json", UriKind.Relative))
        )!;
        var token = app.SignUp(out _);

        foreach (
            var (method, path, operation) in Operations(document).Where(route => TakesQuery(document, route.Operation))
        )
        {
            var answer = await app.SendAsync(
                new HttpMethod(method),
                $"{path[1..].Replace("{", "", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal)}?unknown=1",
                token,
                functionKey: TestApp.FunctionKey
            );

            var parameters = Parameters(document, operation, "query").ToList();
            var taken = parameters is [] ? "must be empty" : $"may contain only {string.Join(", ", parameters)}";
            Assert.Equal(
                $"{operation["operationId"]}: The query {taken}.",
                $"{operation["operationId"]}: {answer.Json()["detail"]}"
            );
        }
    }

    [Fact]
    public async Task Every_reference_resolves_and_every_component_is_used()
    {
        var document = await ReadAsync();
        var components = document["components"]!
            .AsObject()
            .Where(kind => kind.Key != "securitySchemes")
            .SelectMany(kind => kind.Value!.AsObject().Select(one => $"{kind.Key}/{one.Key}"));

        var references = document
            .ToJsonString()
            .Split("#/components/")
            .Skip(1)
            .Select(rest => rest.Split('"')[0])
            .Distinct();

        Assert.Equal(components.Order(StringComparer.Ordinal), references.Order(StringComparer.Ordinal));
    }

    private static bool TakesQuery(JsonNode document, JsonNode operation) =>
        Parameters(document, operation, "query").Any()
        || (operation["requestBody"] is null && operation["responses"]!["400"]?["$ref"] is not null);

    private static string Security(JsonNode document, JsonNode operation) =>
        (operation["security"] ?? document["security"])!.ToJsonString();

    /// <summary>Returns the types of the JSON bodies, except problems.</summary>
    private static IEnumerable<string> Schemas(JsonNode? node) =>
        node?.ToJsonString()
            .Split("#/components/schemas/")
            .Skip(1)
            .Select(rest => rest.Split('"')[0])
            .Where(name => name != nameof(ProblemBody))
        ?? [];

    private static IEnumerable<string> Parameters(JsonNode document, JsonNode operation, string place) =>
        (operation["parameters"]?.AsArray() ?? [])
            .Select(one => document["components"]!["parameters"]![((string)one!["$ref"]!).Split('/')[^1]]!)
            .Where(parameter => (string?)parameter["in"] == place)
            .Select(parameter => (string)parameter["name"]!);

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
