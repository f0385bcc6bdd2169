using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Azure.Functions.Worker.Http;

namespace ClerkSync.Functions.Http;

internal static class Responses
{
    /// <summary>The value of a header; null when it is absent.</summary>
    public static string? FindHeader(this HttpRequestData request, string name) =>
        request.Headers.TryGetValues(name, out var values) ? string.Join(',', values) : null;

    /// <summary>The trace that the request belongs to; null when nobody said.</summary>
    /// <remarks>The host's own part of it, which goes on from the header that came.</remarks>
    public static string? FindTraceParent(this HttpRequestData request) =>
        request.FunctionContext.TraceContext.TraceParent is { Length: > 0 } parent
            ? parent
            : request.FindHeader("traceparent");

    public static Task<HttpResponseData> CreateJsonAsync<T>(
        this HttpRequestData request,
        HttpStatusCode status,
        T body,
        JsonTypeInfo<T> type
    ) => CreateAsync(request, status, "application/json; charset=utf-8", body, type);

    public static async Task<HttpResponseData> CreateProblemAsync(
        this HttpRequestData request,
        Problem problem,
        string? svixId = null
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
            // RFC 9110, section 15.5.2: every 401 has one.
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
        // It may hold a key or somebody's data, and a cache does not see who asks by a cookie.
        response.Headers.Add("Cache-Control", "no-store");
        if (!HttpMethod.Head.Method.Equals(request.Method, StringComparison.OrdinalIgnoreCase))
        {
            await response.WriteBytesAsync(JsonSerializer.SerializeToUtf8Bytes(body, type));
        }

        return response;
    }
}

/// <remarks>Members as RFC 9457 names them; without <c>type</c>, which then means what the status says.</remarks>
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
