using System.Net;
using ClerkSync.Core.Deliveries;
using ClerkSync.Core.Webhooks;
using ClerkSync.Functions.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.Extensions.Logging;

namespace ClerkSync.Functions.Ops;

/// <summary><c>POST /api/ops/replays</c>: replays failed and rejected deliveries, up to the limit of one call.</summary>
public sealed class ReplayDeliveries(DeliveryReplay replay, TimeProvider time, ILogger<ReplayDeliveries> logger)
{
    /// <summary>
    /// Takes the parameters of <c>ops/deliveries</c>, except <c>people</c>. To continue, pass the <c>next</c> of the response as
    /// <c>after</c>.
    /// </summary>
    [Function("ClerkSyncReplayDeliveries")]
    public Task<HttpResponseData> RunAsync(
        // Not below ops/deliveries: the host matches routes in the order of the functions, and {svixId} matches any word.
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "ops/replays")] HttpRequestData request
    ) =>
        request.AnswerRunAsync(
            logger,
            async cancellationToken =>
            {
                var query = DeliveryQuery.Read(request.FindParameters(DeliveryQuery.Parameters), time.GetUtcNow());
                var report = await replay.ReplayUnsuccessfulAsync(query, cancellationToken);
                return report.Error switch
                {
                    WebhookError.MigrationsPending => await request.CreateProblemAsync(Problem.MigrationsPending),
                    not null => await request.CreateProblemAsync(Problem.DatabaseUnavailable),
                    null => await request.CreateJsonAsync(
                        HttpStatusCode.OK,
                        new ReplaysAnswer(report.Outcomes, report.Left ?? 0, report.Next),
                        OpsJson.Default.ReplaysAnswer
                    ),
                };
            }
        );
}

internal sealed record ReplaysAnswer(IReadOnlyDictionary<string, int> Outcomes, long Left, string? Next);
