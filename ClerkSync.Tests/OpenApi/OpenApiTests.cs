using System.Collections;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using ClerkSync.AspNetCore.Functions;
using ClerkSync.Core.Access;
using ClerkSync.Core.Access.Checks;
using ClerkSync.Core.Access.Fields;
using ClerkSync.Core.Deliveries;
using ClerkSync.Core.Mirror;
using ClerkSync.Core.Overview;
using ClerkSync.Core.People;
using ClerkSync.Core.Usage;
using ClerkSync.Core.Users;
using ClerkSync.Functions.Http;
using ClerkSync.Functions.Ops.Access;
using ClerkSync.Functions.Users;
using ClerkSync.Tests.Drivers;
using Microsoft.Azure.Functions.Worker;

namespace ClerkSync.Tests.OpenApi;

/// <summary>The description says what the functions are.</summary>
public sealed class OpenApiTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly IReadOnlyList<KestrelFunction> Functions =
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
            // An id belongs to one operation.
            function.HttpTrigger!.Methods!.Select(method =>
                $"{method} /{DescribedRoute(function)} {OperationId(function)}{(method == "head" ? "Head" : "")}"
            )
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
            .Select(OperationId);

        Assert.Equal(functions.Order(), keyed.Order());
    }

    [Fact]
    public async Task Whoever_may_come_without_anything_is_told_so_and_nobody_else()
    {
        var open = Operations(await ReadAsync())
            .Where(route => route.Method != "head" && route.Operation["security"]!.AsArray().Count == 0)
            .Select(route => (string?)route.Operation["operationId"]);

        var functions = Functions
            .Where(function => function.Method.IsDefined(typeof(PublicRouteAttribute), inherit: false))
            .Select(OperationId);

        Assert.Equal(functions.Order(), open.Order());
    }

    /// <remarks>The types are named, because a test sees only those that are public.</remarks>
    [Theory]
    [InlineData("GetMe", "200", "Users.MeAnswer")]
    [InlineData("GetMe", "401", "Http.ProblemBody")]
    [InlineData("ListApiKeys", "200", "Users.ApiKeysAnswer")]
    [InlineData("CreateApiKey", "body", "Users.NewKeyBody")]
    [InlineData("CreateApiKey", "201", "Users.NewKeyAnswer")]
    [InlineData("RevealApiKey", "200", "Users.RevealAnswer")]
    [InlineData("GetCredits", "200", "Users.CreditsAnswer")]
    [InlineData("RecordUsage", "body", "Users.RunBody")]
    [InlineData("RecordUsage", "200", "Users.RunAnswer")]
    [InlineData("ChangePlan", "body", "Users.PlanBody")]
    [InlineData("ChangePlan", "200", "Users.PlanAnswer")]
    [InlineData("ChangeCredits", "body", "Users.CreditBody")]
    [InlineData("ChangeCredits", "200", "Users.CreditAnswer")]
    [InlineData("ConnectAccess", "body", "Ops.Access.ConnectionBody")]
    [InlineData("ConnectAccess", "200", "Ops.Access.ConnectionAnswer")]
    public async Task Members_are_those_of_the_type(string operationId, string part, string type)
    {
        var document = await ReadAsync();
        var operation = Operations(document).Single(route => (string?)route.Operation["operationId"] == operationId);
        var content = part == "body" ? operation.Operation["requestBody"] : operation.Operation["responses"]![part];

        var described = Members(document, content!["content"]!.AsObject().Single().Value!["schema"]!);

        var read = Members(typeof(GetMe).Assembly.GetType($"ClerkSync.Functions.{type}", throwOnError: true)!);
        Assert.Equal(read.Order(StringComparer.Ordinal), described.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Members_of_users_and_their_usage_are_those_of_the_types()
    {
        var document = await ReadAsync();
        var schemas = document["components"]!["schemas"]!;

        Assert.Equal(Members(typeof(User)).Order(), Members(document, schemas["User"]!).Order());
        Assert.Equal(Members(typeof(UsageSummary)).Order(), Members(document, schemas["UsageSummary"]!).Order());
    }

    [Theory]
    [InlineData("AccessFields", typeof(AccessFieldReport))]
    [InlineData("AccessCheckReport", typeof(AccessCheckReport))]
    [InlineData("AccessChange", typeof(AccessChange))]
    [InlineData("AccessMapping", typeof(AccessMapping))]
    [InlineData("AccessIncident", typeof(AccessIncident))]
    [InlineData("AccessLedgerEntry", typeof(AccessLedgerEntry))]
    [InlineData("AccessStatus", typeof(AccessStatus))]
    [InlineData("AccessRepair", typeof(RepairAnswer))]
    [InlineData("SyncStatus", typeof(SyncStatus))]
    [InlineData("Charts", typeof(Charts))]
    [InlineData("FailureGroup", typeof(FailureGroup))]
    [InlineData("Person", typeof(Person))]
    [InlineData("FoundPerson", typeof(FoundPerson))]
    [InlineData("ComparedField", typeof(ComparedField))]
    public async Task Members_of_answers_are_those_of_the_types(string schema, Type type)
    {
        var document = await ReadAsync();

        var described = Members(document, document["components"]!["schemas"]![schema]!);

        Assert.Equal(Members(type).Order(StringComparer.Ordinal), described.Order(StringComparer.Ordinal));
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

    /// <summary>The members of a schema and, after a dot, theirs.</summary>
    private static IEnumerable<string> Members(JsonNode document, JsonNode schema)
    {
        if ((string?)schema["$ref"] is { } reference)
        {
            return Members(document, document["components"]!["schemas"]![reference.Split('/')[^1]]!);
        }

        return schema["items"] is { } items
            ? Members(document, items)
            : (schema["properties"]?.AsObject() ?? []).SelectMany(member =>
                Members(document, member.Value!).Select(inner => $"{member.Key}.{inner}").Prepend(member.Key)
            );
    }

    /// <summary>The members that JSON has of a type and, after a dot, theirs.</summary>
    private static IEnumerable<string> Members(Type type)
    {
        if (type.IsGenericType && type.IsAssignableTo(typeof(IEnumerable)))
        {
            return Members(type.GetGenericArguments()[0]);
        }

        return type.Namespace!.StartsWith("ClerkSync", StringComparison.Ordinal)
            ? type.GetProperties()
                .Select(property => (property.PropertyType, Name: FindName(property)))
                .SelectMany(member =>
                    Members(member.PropertyType).Select(inner => $"{member.Name}.{inner}").Prepend(member.Name)
                )
            : [];
    }

    private static string FindName(PropertyInfo property) =>
        property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name
        ?? JsonNamingPolicy.CamelCase.ConvertName(property.Name);

    private static IEnumerable<(string Method, string Path, JsonNode Operation)> Operations(JsonNode document) =>
        document["paths"]!
            .AsObject()
            .SelectMany(path =>
                path.Value!.AsObject().Select(operation => (operation.Key, path.Key, operation.Value!))
            );

    /// <summary>OpenAPI has no parameter for several segments.</summary>
    private static string DescribedRoute(KestrelFunction function) =>
        function.HttpTrigger!.Route!.Replace("{*", "{", StringComparison.Ordinal);

    /// <summary>Clients that are generated from the description need no prefix.</summary>
    private static string OperationId(KestrelFunction function) => function.Name["ClerkSync".Length..];

    private async Task<JsonNode> ReadAsync()
    {
        await using var app = await TestApp.StartAsync(database);
        return JsonNode.Parse(await app.Http.GetStringAsync(new Uri("api/openapi.json", UriKind.Relative)))!;
    }
}
