using System.Net;
using ClerkSync.Core.Access.Checks;
using ClerkSync.Functions.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.Extensions.Logging;

namespace ClerkSync.Functions.Ops.Access;

/// <summary><c>PUT /api/ops/access/mapping</c>: replaces the mapping and the policies.</summary>
public sealed class SetAccessMapping(AccessOperations access, ILogger<SetAccessMapping> logger)
{
    private const int MaxLength = 256 * 1024;

    /// <summary>Returns what was stored. An absent policy gets its default.</summary>
    [Function("ClerkSyncSetAccessMapping")]
    public Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "put", Route = "ops/access/mapping")] HttpRequestData request
    ) =>
        request.AnswerAsync(
            logger,
            async cancellationToken =>
            {
                var settings = await request.ReadJsonAsync(
                    AccessRouteJson.Default.AccessSettings,
                    cancellationToken,
                    MaxLength
                );
                if (await access.SaveMappingAsync(settings, cancellationToken) is { } mistake)
                {
                    return await request.CreateProblemAsync(new(HttpStatusCode.BadRequest, "invalid_body", mistake));
                }

                return await request.CreateJsonAsync(
                    HttpStatusCode.OK,
                    settings,
                    AccessRouteJson.Default.AccessSettings
                );
            }
        );
}
