using System.Globalization;
using System.Net;
using ClerkSync.Functions.Http;
using Microsoft.Azure.Functions.Worker.Http;

namespace ClerkSync.Functions.Ops;

/// <summary>The responses about one run.</summary>
internal static class RunResponse
{
    public static Problem NotFound { get; } = new(HttpStatusCode.NotFound, "run_not_found", "There is no such run.");

    public static Problem Ended { get; } = new(HttpStatusCode.Conflict, "run_ended", "The run has ended.");

    /// <summary>202 with the id and the URL of the run.</summary>
    public static async Task<HttpResponseData> CreateAcceptedAsync(HttpRequestData request, long id)
    {
        var response = await request.CreateJsonAsync(
            HttpStatusCode.Accepted,
            new(id),
            OpsJson.Default.RunStartedAnswer
        );
        response.Headers.Add("Location", string.Create(CultureInfo.InvariantCulture, $"/api/ops/runs/{id}"));
        return response;
    }
}

internal sealed record RunStartedAnswer(long Id);
