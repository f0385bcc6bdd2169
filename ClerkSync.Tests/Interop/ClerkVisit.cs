using System.Text.Json.Nodes;
using ClerkSync.Tests.SimulatedClerk;

namespace ClerkSync.Tests.Interop;

/// <summary>Calls every route of the Backend API by its name in Clerk's OpenAPI file, and stores the responses.</summary>
internal sealed class ClerkVisit(ClerkDriver driver)
{
    private readonly List<JsonObject> _answers = [];

    public IReadOnlyList<JsonObject> Answers => _answers;

    public async Task CallEveryRouteAsync()
    {
        var metadata = """{"public_metadata":{"a":1},"private_metadata":{"b":{"c":null}}}""";
        var user = await CallAsync(
            "POST",
            "/users",
            """
            {"email_address":["a@example.com","b@example.com"],"phone_number":["+15555550100"],"username":"ada",
            "first_name":"Ada","external_id":"x","unsafe_metadata":{"u":1},"password":"secret"}
            """
        );
        var userId = Id(user);
        await QueryAsync("/users", "limit=10&order_by=-created_at");
        await QueryAsync("/users", "order_by=shoe_size");
        await CallAsync("GET", "/users/count");
        await CallAsync("GET", "/users/{user_id}", null, userId);
        await CallAsync("GET", "/users/{user_id}", null, "user_unknown");
        await CallAsync("PATCH", "/users/{user_id}", """{"last_name":"Lovelace"}""", userId);
        await CallAsync("PATCH", "/users/{user_id}/metadata", metadata, userId);
        await CallAsync("PUT", "/users/{user_id}/metadata", metadata, userId);
        foreach (var verb in new[] { "ban", "unban", "lock", "unlock" })
        {
            await CallAsync("POST", $"/users/{{user_id}}/{verb}", null, userId);
        }

        await CallEmailRoutesAsync(userId);
        await CallOrganizationRoutesAsync(userId, metadata);
        await CallSessionRoutesAsync(userId);
        await CallAsync("GET", "/instance");
        await CallAsync("GET", "/jwks");
        await CallAsync("DELETE", "/users/{user_id}", null, userId);
    }

    private async Task CallEmailRoutesAsync(string userId)
    {
        var email = Id(
            await CallAsync(
                "POST",
                "/email_addresses",
                $$"""{"user_id":"{{userId}}","email_address":"c@example.com","verified":false}"""
            )
        );
        await CallAsync("GET", "/email_addresses/{email_address_id}", null, email);
        await CallAsync("PATCH", "/email_addresses/{email_address_id}", """{"verified":true,"primary":true}""", email);
        await CallAsync("DELETE", "/email_addresses/{email_address_id}", null, email);
    }

    private async Task CallOrganizationRoutesAsync(string userId, string metadata)
    {
        var organization = Id(
            await CallAsync("POST", "/organizations", $$"""{"name":"Acme","created_by":"{{userId}}"}""")
        );
        await CallAsync("POST", "/organizations", """{}""");
        await CallAsync("GET", "/organizations");
        await CallAsync("GET", "/organizations/{organization_id}", null, organization);
        await CallAsync("PATCH", "/organizations/{organization_id}", """{"name":"Acme & Co"}""", organization);
        await CallAsync("PATCH", "/organizations/{organization_id}/metadata", metadata, organization);

        var member = driver.SignUp().Id;
        var memberships = "/organizations/{organization_id}/memberships";
        var membership = memberships + "/{user_id}";
        await CallAsync("POST", memberships, $$"""{"user_id":"{{member}}","role":"org:member"}""", organization);
        await CallAsync("GET", memberships, null, organization);
        await CallAsync("GET", "/organization_memberships");
        await CallAsync("GET", "/users/{user_id}/organization_memberships", null, userId);
        await CallAsync("PATCH", membership, """{"role":"org:admin"}""", organization, member);
        await CallAsync("PATCH", membership + "/metadata", metadata, organization, member);
        await CallAsync("DELETE", membership, null, organization, member);
        await CallAsync("DELETE", "/organizations/{organization_id}", null, organization);
    }

    private async Task CallSessionRoutesAsync(string userId)
    {
        var session = Id(await CallAsync("POST", "/sessions", $$"""{"user_id":"{{userId}}"}"""));
        await QueryAsync("/sessions", $"user_id={userId}");
        await CallAsync("GET", "/sessions/{session_id}", null, session);
        await CallAsync("POST", "/sessions/{session_id}/tokens", null, session);
        await CallAsync("POST", "/sessions/{session_id}/revoke", null, session);
    }

    private Task<JsonNode> CallAsync(string method, string route, string? body = null, params string[] ids) =>
        CallAsync(method, route, body, query: "", ids);

    private Task<JsonNode> QueryAsync(string route, string query) => CallAsync("GET", route, body: null, query, []);

    private async Task<JsonNode> CallAsync(string method, string route, string? body, string query, string[] ids)
    {
        var rest = new Queue<string>(ids);
        var path = string.Join('/', route.Split('/').Select(part => part.StartsWith('{') ? rest.Dequeue() : part));
        var answer = await driver.SendAsync(
            new HttpMethod(method),
            $"v1{path}?{query}",
            body is null ? null : JsonNode.Parse(body)
        );
        _answers.Add(
            new JsonObject
            {
                ["method"] = method,
                ["route"] = route,
                ["status"] = (int)answer.Status,
                ["body"] = answer.Body.DeepClone(),
            }
        );
        return answer.Body;
    }

    private static string Id(JsonNode body) => body["id"]!.GetValue<string>();
}
