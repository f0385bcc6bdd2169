using System.Net;
using System.Text.Json.Serialization;
using ClerkSync.Core.Health;
using ClerkSync.Functions.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;

namespace ClerkSync.Functions.Health;

/// <summary><c>GET /api/health</c>, and <c>HEAD</c> for monitors: 200 while deliveries can be applied, otherwise 503.</summary>
public sealed class GetHealth(HealthReader health)
{
    /// <summary>Needs no key. <c>HEAD</c> returns the status alone.</summary>
    [PublicRoute]
    [Function("ClerkSyncGetHealth")]
    public async Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "health")] HttpRequestData request,
        CancellationToken cancellationToken
    )
    {
        var report = await health.ReadAsync(cancellationToken);
        return await request.CreateJsonAsync(
            report.IsHealthy ? HttpStatusCode.OK : HttpStatusCode.ServiceUnavailable,
            report,
            HealthJson.Default.HealthReport
        );
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(HealthReport))]
internal sealed partial class HealthJson : JsonSerializerContext;
