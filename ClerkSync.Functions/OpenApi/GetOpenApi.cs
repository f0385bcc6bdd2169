using System.Net;
using ClerkSync.Functions.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;

namespace ClerkSync.Functions.OpenApi;

/// <summary><c>GET /api/openapi.json</c>: the description of all routes.</summary>
public sealed class GetOpenApi
{
    /// <summary>Responds with the embedded document.</summary>
    [PublicRoute]
    [Function("ClerkSyncGetOpenApi")]
    public async Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "openapi.json")] HttpRequestData request,
        CancellationToken cancellationToken
    )
    {
        var response = request.CreateResponse(HttpStatusCode.OK);
        response.Headers.Add("Content-Type", "application/json; charset=utf-8");
        await using var document = typeof(GetOpenApi).Assembly.GetManifestResourceStream("openapi.json")!;
        await document.CopyToAsync(response.Body, cancellationToken);
        return response;
    }
}
