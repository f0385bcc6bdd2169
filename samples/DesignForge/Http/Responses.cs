using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Azure.Functions.Worker.Http;

namespace DesignForge.Http;

internal static class Responses
{
    public static Task<HttpResponseData> CreateJsonAsync<T>(
        this HttpRequestData request,
        HttpStatusCode status,
        T body,
        JsonTypeInfo<T> type
    ) => CreateAsync(request, status, "application/json; charset=utf-8", body, type);

    /// <summary>An error, as ClerkSync's own routes answer with it.</summary>
    public static Task<HttpResponseData> CreateProblemAsync(
        this HttpRequestData request,
        HttpStatusCode status,
        string code,
        string detail
    ) =>
        CreateAsync(
            request,
            status,
            "application/problem+json",
            new Problem((int)status, code, detail),
            DesignForgeJson.Default.Problem
        );

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
        await response.WriteBytesAsync(JsonSerializer.SerializeToUtf8Bytes(body, type));
        return response;
    }
}

internal sealed record Problem(int Status, string Code, string Detail);
