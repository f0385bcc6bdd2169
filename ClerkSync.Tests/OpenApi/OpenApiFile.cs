using System.Text.Json;
using System.Text.Json.Nodes;
using ClerkSync.AspNetCore.Functions;
using ClerkSync.Functions.Http;
using ClerkSync.Functions.Webhooks;
using ClerkSync.Tests.Drivers;
using Microsoft.Azure.Functions.Worker;

namespace ClerkSync.Tests.OpenApi;

/// <summary>
/// Assembles <c>openapi.json</c>: routes, summaries and common errors from the functions, schemas from the types, and the rest from
/// <c>operations.json</c>.
/// </summary>
/// <remarks>
/// An operation in <c>operations.json</c> has <c>parameters</c> (names in <c>components</c>), <c>body TYPE</c>, and <c>STATUS TYPE</c> for
/// each response. A media type in place of a type has no schema. <c>none</c> means no body. <c>|</c> separates two types.
/// A status without a type is a problem.
/// </remarks>
internal sealed class OpenApiFile
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    private readonly JsonObject _source = Parse("operations.json");
    private readonly OpenApiSchemas _schemas = new();

    public static IReadOnlyList<KestrelFunction> Functions { get; } =
    [
        .. FunctionFinder
            .Find(typeof(ReceiveClerkWebhook).Assembly.GetExportedTypes())
            .Where(function => function.HttpTrigger is not null),
    ];

    /// <summary>Clients that are generated from the description need no prefix.</summary>
    public static string OperationId(KestrelFunction function) => function.Name["ClerkSync".Length..];

    /// <summary>OpenAPI has no parameter for several segments.</summary>
    public static string Path(KestrelFunction function) =>
        $"/{function.HttpTrigger!.Route!.Replace("{*", "{", StringComparison.Ordinal)}";

    /// <exception cref="InvalidOperationException"><c>operations.json</c> lacks a function, or has one that does not exist.</exception>
    public static JsonObject Create() => new OpenApiFile().Assemble();

    private static JsonObject Parse(string file) =>
        JsonNode
            .Parse(
                File.ReadAllText(System.IO.Path.Combine(Repository.Root, "ClerkSync.Functions/OpenApi", file)),
                documentOptions: Strict
            )!
            .AsObject();

    private JsonObject Assemble()
    {
        var operations = Take("operations");
        var components = Take("components");
        Check(operations);

        // A type that is both read and returned is described as it is read.
        foreach (var body in operations.SelectMany(one => one.Value!.AsObject()).Where(one => IsBody(one.Key)))
        {
            CreateContent(body.Key, _schemas.ReferToBody);
        }

        var paths = new JsonObject();
        foreach (var (id, operation) in operations)
        {
            AddOperations(paths, Functions.Single(function => OperationId(function) == id), operation!.AsObject());
        }

        foreach (var (name, parameter) in components["parameters"]!.AsObject())
        {
            Complete(name, parameter!.AsObject());
        }

        foreach (var (_, response) in components["responses"]!.AsObject())
        {
            response!["content"] ??= CreateContent("", _schemas.ReferToAnswer);
        }

        components["schemas"] = _schemas.ToJson();
        _source["paths"] = paths;
        _source["components"] = components;
        return _source;
    }

    private static void Check(JsonObject operations)
    {
        var described = operations.Select(operation => operation.Key).ToList();
        var functions = Functions.Select(OperationId).ToList();
        if (functions.Except(described).FirstOrDefault() is { } missing)
        {
            throw new InvalidOperationException(
                $"operations.json does not describe {missing}. Add its parameters, body and responses."
            );
        }

        if (described.Except(functions).FirstOrDefault() is { } unknown)
        {
            throw new InvalidOperationException($"operations.json describes {unknown}, which is not a function.");
        }
    }

    private JsonObject Take(string name)
    {
        var taken = _source[name]!.AsObject();
        _source.Remove(name);
        return taken;
    }

    private static void Complete(string name, JsonObject parameter)
    {
        parameter["name"] ??= name;
        if ((string?)parameter["in"] == "path")
        {
            parameter["required"] = true;
        }
    }

    private void AddOperations(JsonObject paths, KestrelFunction function, JsonObject source)
    {
        var path = (paths[Path(function)] ??= new JsonObject()).AsObject();
        foreach (var method in function.HttpTrigger!.Methods!)
        {
            path[method] = CreateOperation(function, source, isHead: method == "head");
        }
    }

    private JsonObject CreateOperation(KestrelFunction function, JsonObject source, bool isHead)
    {
        var code = FunctionCode.Read(function.Method.DeclaringType!);
        // The id of an operation must be unique.
        var operation = new JsonObject
        {
            ["operationId"] = $"{OperationId(function)}{(isHead ? "Head" : "")}",
            ["summary"] = FindSummary(function.Method.DeclaringType!),
            ["description"] = DocComments.Find(function.Method),
        };
        if (FindSecurity(function, code) is { } security)
        {
            operation["security"] = security;
        }

        if (source["parameters"] is JsonArray parameters)
        {
            operation["parameters"] = new JsonArray([.. parameters.Select(name => Refer("parameters", (string)name!))]);
        }

        foreach (var (key, description) in source.Where(one => IsBody(one.Key)))
        {
            operation["requestBody"] = new JsonObject
            {
                ["description"] = (string)description!,
                ["required"] = true,
                ["content"] = CreateContent(key, _schemas.ReferToBody),
            };
        }

        operation["responses"] = CreateResponses(function, code, source, isHead);
        return operation;
    }

    /// <summary>The summary of the class has the route, a colon, and then what the route does.</summary>
    private static string FindSummary(Type function)
    {
        var text = DocComments.Find(function)!.Split(": ", 2)[^1];
        return $"{char.ToUpperInvariant(text[0])}{text[1..]}";
    }

    /// <summary>Returns null for the function key, because the document declares it once for all operations.</summary>
    private static JsonArray? FindSecurity(KestrelFunction function, FunctionCode code) =>
        function.HttpTrigger!.AuthLevel == AuthorizationLevel.Function ? null
        : code.NeedsApiKey ? [Require("apiKey")]
        : code.NeedsSession ? [Require("session"), Require("sessionCookie")]
        : [];

    private static JsonObject Require(string scheme) => new() { [scheme] = new JsonArray() };

    private JsonObject CreateResponses(KestrelFunction function, FunctionCode code, JsonObject source, bool isHead)
    {
        var responses = new SortedDictionary<string, JsonNode?>(StringComparer.Ordinal);
        foreach (var (status, name) in FindCommonResponses(function, code))
        {
            responses[status] = Refer("responses", name);
        }

        foreach (var (key, description) in source.Where(one => char.IsDigit(one.Key[0])))
        {
            var status = key.Split(' ')[0];
            var response = new JsonObject { ["description"] = (string)description! };
            if (status == "202")
            {
                response["headers"] = JsonNode.Parse(
                    """{ "Location": { "description": "The address of the run.", "schema": { "type": "string" } } }"""
                );
            }

            if (!isHead && CreateContent(key, _schemas.ReferToAnswer) is { Count: > 0 } content)
            {
                response["content"] = content;
            }

            responses[status] = response;
        }

        return new JsonObject(responses);
    }

    private static IEnumerable<(string Status, string Name)> FindCommonResponses(
        KestrelFunction function,
        FunctionCode code
    )
    {
        if (code.RejectsInput)
        {
            yield return ("400", "InvalidRequest");
        }

        if (function.HttpTrigger!.AuthLevel == AuthorizationLevel.Function)
        {
            yield return ("401", "FunctionKeyRequired");
        }
        else if (code.NeedsSession || code.NeedsApiKey)
        {
            yield return ("401", "Unauthorized");
            yield return ("403", "Forbidden");
        }

        if (code.AnswersFailures)
        {
            yield return ("500", "InternalError");
            yield return ("503", "Unavailable");
        }
    }

    private static bool IsBody(string key) => key.StartsWith("body ", StringComparison.Ordinal);

    private static JsonObject CreateContent(string key, Func<string, JsonObject> refer)
    {
        var content = new JsonObject();
        var bodies = key.Split(' ', 2) is [_, var named] ? named.Split('|') : [nameof(ProblemBody)];
        foreach (var group in bodies.Where(body => body != "none").GroupBy(FindMediaType))
        {
            JsonObject[] schemas = [.. group.Where(body => body != group.Key).Select(refer)];
            content[group.Key] = schemas switch
            {
                [] => new JsonObject(),
                [var only] => new JsonObject { ["schema"] = only },
                _ => new JsonObject { ["schema"] = new JsonObject { ["anyOf"] = new JsonArray([.. schemas]) } },
            };
        }

        return content;
    }

    private static string FindMediaType(string body) =>
        body.Contains('/', StringComparison.Ordinal) ? body
        : body == nameof(ProblemBody) ? "application/problem+json"
        : "application/json";

    private static JsonObject Refer(string kind, string name) => new() { ["$ref"] = $"#/components/{kind}/{name}" };
}
