using ClerkSync.Functions.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;

namespace ClerkSync.Functions.Pages;

/// <summary><c>GET /api/console/</c>: the console. It shows data only with the function key.</summary>
public sealed class GetConsole
{
    /// <summary>Serves the page and its files.</summary>
    [PublicRoute]
    [Function("ClerkSyncGetConsole")]
    public Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "console/{*path}")] HttpRequestData request,
        string? path
    ) => PageResponse.CreateAsync(request, "console", path, ancestors: []);
}
