using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Azure.Functions.Worker.Http;

namespace ClerkSync.Functions.Http;

/// <summary>Creates the responses of ClerkSync's routes. An application's functions may use it too.</summary>
public static class Responses
{
    /// <summary>
    /// Finds the value of a header; null when the header is absent. If the header is repeated, its values are joined by commas.
    /// </summary>
    public static string? FindHeader(this HttpRequestData request, string name) =>
        request.Headers.TryGetValues(name, out var values) ? string.Join(',', values) : null;

    /// <summary>Finds the trace that the request belongs to; null when there is none.</summary>
    /// <remarks>The host continues the trace of the request's header, so the host's context comes first.</remarks>
    internal static string? FindTraceParent(this HttpRequestData request) =>
        request.FunctionContext.TraceContext.TraceParent is { Length: > 0 } parent
            ? parent
            : request.FindHeader("traceparent");

    /// <summary>Responds with JSON that must not be cached.</summary>
    /// <param name="type">The type of the body, from a source-generated context.</param>
    public static Task<HttpResponseData> CreateJsonAsync<T>(
        this HttpRequestData request,
        HttpStatusCode status,
        T body,
        JsonTypeInfo<T> type
    ) => CreateAsync(request, status, "application/json; charset=utf-8", body, type);

    /// <summary>Responds with <c>application/problem+json</c>: status, code, detail and the problem's other members.</summary>
    public static Task<HttpResponseData> CreateProblemAsync(this HttpRequestData request, Problem problem) =>
        CreateProblemAsync(request, problem, svixId: null);

    internal static async Task<HttpResponseData> CreateProblemAsync(
        this HttpRequestData request,
        Problem problem,
        string? svixId
    )
    {
        var response = await CreateAsync(
            request,
            problem.Status,
            "application/problem+json",
            new ProblemBody(
                (int)problem.Status,
                problem.Code,
                problem.Detail,
                svixId,
                problem.Required,
                problem.Current,
                problem.UpgradeUrl
            ),
            ProblemJson.Default.ProblemBody
        );
        if (problem.Status == HttpStatusCode.Unauthorized)
        {
            // RFC 9110, section 15.5.2: every 401 has this header.
            response.Headers.Add("WWW-Authenticate", "Bearer");
        }

        if (problem.RetryAfter is { } pause)
        {
            response.Headers.Add("Retry-After", ((int)pause.TotalSeconds).ToString(CultureInfo.InvariantCulture));
        }

        return response;
    }

    private static async Task<HttpResponseData> CreateAsync<T>(
        HttpRequestData request,
        HttpStatusCode status,
        string contentType,
        T body,
        JsonTypeInfo<T> type
    )
    {
        var response = request.CreateResponse(status);
        response.Headers.Add("Content-Type", contentType);
        // It may contain a key or personal data, and a cache does not distinguish callers by their cookies.
        response.Headers.Add("Cache-Control", "no-store");
        if (!HttpMethod.Head.Method.Equals(request.Method, StringComparison.OrdinalIgnoreCase))
        {
            await response.WriteBytesAsync(JsonSerializer.SerializeToUtf8Bytes(body, type));
        }

        return response;
    }
}

/// <remarks>Members are named as in RFC 9457. There is no <c>type</c>, so the status alone has the meaning.</remarks>
internal sealed record ProblemBody(
    int Status,
    string Code,
    string Detail,
    string? SvixId,
    long? Required,
    long? Current,
    [property: JsonPropertyName("upgrade_url")] string? UpgradeUrl
);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(ProblemBody))]
internal sealed partial class ProblemJson : JsonSerializerContext;
