using System.Net;
using ClerkSync.Core;
using ClerkSync.Core.Overview;
using ClerkSync.Functions.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.Extensions.Logging;

namespace ClerkSync.Functions.Ops;

/// <summary>
/// <c>GET /api/ops/charts?window=</c>: deliveries, drift and incidents of the last hour or day, divided into equal intervals.
/// </summary>
public sealed class GetCharts(OverviewReader overview, ILogger<GetCharts> logger)
{
    private const string Window = "window";

    /// <summary>The window is <c>1h</c> (default) or <c>24h</c>.</summary>
    [Function("ClerkSyncGetCharts")]
    public Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "ops/charts")] HttpRequestData request
    ) =>
        request.AnswerAsync(
            logger,
            async cancellationToken =>
            {
                var window = QueryValue.Find(request.FindParameters([Window]), Window, "1h or 24h", ChartWindow.Find);
                var charts = await overview.ReadChartsAsync(window ?? ChartWindow.Hour, cancellationToken);
                return await request.CreateJsonAsync(HttpStatusCode.OK, charts, OpsJson.Default.Charts);
            }
        );
}
