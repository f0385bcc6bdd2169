using System.Net;
using ClerkSync.Core;
using ClerkSync.Core.Deliveries;
using ClerkSync.Core.Overview;
using ClerkSync.Functions.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.Extensions.Logging;

namespace ClerkSync.Functions.Ops;

/// <summary><c>GET /api/ops/failures</c>: the failed and rejected deliveries, grouped by cause.</summary>
public sealed class ListFailures(FailureReader failures, TimeProvider time, ILogger<ListFailures> logger)
{
    private const string Since = "since";
    private const string Limit = "limit";
    private const string Cause = "cause";
    private const string Details = "details";
    private const int DefaultLimit = 20;
    private const int MaxLimit = 100;

    /// <summary>
    /// The largest group comes first. Pass a group's <c>filter</c> to <c>ops/deliveries</c> or <c>ops/replays</c> to select the group's
    /// deliveries. <c>?details=true</c> adds the constraints and triggers that reject the rows of the deliveries, and who is affected.
    /// </summary>
    [Function("ClerkSyncListFailures")]
    public Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "ops/failures")] HttpRequestData request
    ) =>
        request.AnswerAsync(
            logger,
            async cancellationToken =>
            {
                var find = request.FindParameters([Since, Limit, Cause, Details]);
                var since = QueryValue.FindTime(find, Since, time.GetUtcNow());
                var limit = (int)(QueryValue.FindNumber(find, Limit, 1, MaxLimit) ?? DefaultLimit);
                var cause = DeliveryQuery.FindText(find, Cause, "the error of a delivery");
                var withDetails = QueryValue.FindBoolean(find, Details) ?? false;
                var groups = await failures.ListAsync(since, limit, cause, cancellationToken);
                if (withDetails)
                {
                    groups = await failures.AddDetailsAsync(groups, since, cancellationToken);
                }

                return await request.CreateJsonAsync(HttpStatusCode.OK, new(groups), OpsJson.Default.FailuresAnswer);
            }
        );
}

internal sealed record FailuresAnswer(IReadOnlyList<FailureGroup> Groups);
