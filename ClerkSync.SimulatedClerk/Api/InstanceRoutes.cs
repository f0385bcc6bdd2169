using ClerkSync.SimulatedClerk.Tokens;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ClerkSync.SimulatedClerk.Api;

/// <summary>The instance and its keys in the Backend API.</summary>
internal sealed class InstanceRoutes(string instanceId, TokenSigner key)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/instance", GetAsync);
        routes.MapGet("/jwks", GetKeysAsync);
    }

    /// <summary>Returns the JSON Web Key Set.</summary>
    public Task GetKeysAsync(HttpContext context) => ClerkAnswer.WriteAsync(context, key.WriteKeySet);

    private Task GetAsync(HttpContext context) =>
        ClerkAnswer.WriteAsync(
            context,
            json =>
            {
                json.WriteStartObject();
                json.WriteString("object", "instance");
                json.WriteString("id", instanceId);
                json.WriteString("environment_type", "development");
                json.WriteNull("allowed_origins");
                json.WriteNull("workspace_id");
                json.WriteEndObject();
            }
        );
}
