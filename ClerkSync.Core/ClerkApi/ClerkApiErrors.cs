using System.Net;
using System.Text.Json;
using ClerkSync.Core.Json;

namespace ClerkSync.Core.ClerkApi;

/// <summary>Describes failed requests in sentences.</summary>
internal static class ClerkApiErrors
{
    private const int MaxWordLength = 64;

    /// <summary>Describes a response that is not 200.</summary>
    public static ClerkApiException From(string request, HttpResponseMessage response, ReadOnlyMemory<byte> body)
    {
        var error = Read(body);
        var code = FindWord(error?.Code);
        var traceId = FindWord(error?.ClerkTraceId);
        var retryAfter = response.Headers.RetryAfter?.Delta;
        var (kind, sentence) = Describe(request, response.StatusCode, code, retryAfter);
        return new ClerkApiException(kind, traceId is null ? sentence : $"{sentence} (clerk_trace_id {traceId})")
        {
            TraceId = traceId,
            Status = response.StatusCode,
            Code = code,
            RetryAfter = retryAfter,
        };
    }

    /// <summary>Describes a request without a complete response.</summary>
    public static ClerkApiException From(string request, Uri api, Exception exception) =>
        exception switch
        {
            OperationCanceledException => TookTooLong(request),
            HttpRequestException
            {
                HttpRequestError: HttpRequestError.NameResolutionError
                    or HttpRequestError.ConnectionError
                    or HttpRequestError.SecureConnectionError
                    or HttpRequestError.ProxyTunnelError
            } error => Unavailable(
                $"Clerk cannot be reached at {api.GetLeftPart(UriPartial.Authority)} ({error.HttpRequestError}). "
                    + $"Check the network and {ClerkApiUrl.Setting}.",
                exception
            ),
            _ => Unavailable($"The connection was closed before Clerk's answer to {request} was complete.", exception),
        };

    /// <summary>Describes a response with an unexpected shape.</summary>
    /// <param name="path">The path of the problem in the JSON, without its value; null when it is not JSON.</param>
    public static ClerkApiException Unreadable(string request, string? path) =>
        new(
            ClerkApiErrorKind.Unexpected,
            $"The answer to {request} is not what Clerk's API description promises (at {path ?? "$"}). "
                + $"Does {ClerkApiUrl.Setting} point to Clerk?"
        );

    /// <summary>Describes a response that did not arrive in time.</summary>
    public static ClerkApiException TookTooLong(string request) =>
        Unavailable($"Clerk did not finish its answer to {request} in time.");

    /// <summary>Describes a list whose pages never end.</summary>
    public static ClerkApiException Standstill(string request) =>
        new(ClerkApiErrorKind.Unexpected, $"Clerk answers {request} with the same page again and again.");

    private static (ClerkApiErrorKind Kind, string Sentence) Describe(
        string request,
        HttpStatusCode status,
        string? code,
        TimeSpan? retryAfter
    )
    {
        var answer = code is null ? $"{(int)status}" : $"{(int)status} {code}";
        return (int)status switch
        {
            401 => (
                ClerkApiErrorKind.KeyRejected,
                $"Clerk rejected the secret key (HTTP 401): it is wrong, cut off or revoked, or it is a publishable key. "
                    + $"Copy the secret key for {ClerkSecretKey.Setting} from the API keys page of the Clerk Dashboard."
            ),
            403 => (
                ClerkApiErrorKind.KeyRejected,
                $"Clerk does not allow {ClerkSecretKey.Setting} to {request} ({answer}). "
                    + "Use a key of the right instance, or allow it in the Clerk Dashboard."
            ),
            429 => (
                ClerkApiErrorKind.RateLimited,
                "Clerk rate limit hit (HTTP 429): this instance gets too many requests, perhaps from other programs too. "
                    + (retryAfter is { } wait ? $"Try again in {wait.TotalSeconds:0} s." : "Try again later.")
            ),
            408 or >= 500 => (
                ClerkApiErrorKind.Unavailable,
                $"Clerk could not answer {request} ({answer}). The problem is on Clerk's side: see https://status.clerk.com."
            ),
            >= 300 and < 400 => (
                ClerkApiErrorKind.Unexpected,
                $"Clerk answered {request} with a redirect ({answer}). It is not followed, so that the key is sent to no other address. "
                    + $"Correct {ClerkApiUrl.Setting}."
            ),
            _ => (
                ClerkApiErrorKind.Unexpected,
                $"Clerk rejected {request} ({answer}). Does {ClerkApiUrl.Setting} point to Clerk?"
            ),
        };
    }

    private static ClerkApiException Unavailable(string sentence, Exception? cause = null) =>
        new(ClerkApiErrorKind.Unavailable, sentence, cause);

    private static ErrorPayload? Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var json = ClerkJson.Parse(body);
            return ErrorPayload.Read(new ObjectReader(json.RootElement));
        }
        catch (JsonException)
        {
            // The body comes from a proxy, not from Clerk. The status is enough.
            return null;
        }
    }

    /// <summary>A word that a message may repeat: an identifier that cannot contain the key.</summary>
    private static string? FindWord(string? value) =>
        value is { Length: > 0 and <= MaxWordLength }
        && value.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-')
        && !value.Contains("sk_", StringComparison.Ordinal)
            ? value
            : null;
}
