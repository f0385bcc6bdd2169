using System.Net;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;

namespace Existing;

/// <summary>A function whose name could conflict with one of ClerkSync's.</summary>
public static class GetMe
{
    [Function("GetMe")]
    public static async Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "hello")] HttpRequestData request
    )
    {
        var response = request.CreateResponse(HttpStatusCode.OK);
        await response.WriteStringAsync("Hello World!");
        return response;
    }
}
