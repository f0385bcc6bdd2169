using System.Text.Json;

namespace ClerkSync.SimulatedClerk.Api;

/// <summary>
/// A request that Clerk rejects. It is an exception because any step of a request can reject it, and the response is
/// written in one place.
/// </summary>
/// <param name="status">The HTTP status.</param>
/// <param name="code">Clerk's error code.</param>
/// <param name="message">The short message for developers.</param>
/// <param name="longMessage">The long message for developers.</param>
internal sealed class RejectedRequestException(int status, string code, string message, string longMessage)
    : Exception(message)
{
    public int Status => status;

    public string Code => code;

    /// <summary>The parameter that caused the error; null when no parameter did.</summary>
    public string? Parameter { get; private init; }

    /// <summary>The number of seconds after which the client may retry; null when a retry cannot succeed.</summary>
    public int? RetryAfterSeconds { get; private init; }

    public static RejectedRequestException NotFound(string kind, string id) =>
        new(404, "resource_not_found", "not found", $"No {kind} was found with id {id}.");

    public static RejectedRequestException Unauthenticated() =>
        new(
            401,
            "clerk_key_invalid",
            "The provided Clerk Secret Key is invalid. Make sure that your Clerk Secret Key is correct.",
            "The provided Clerk Secret Key is invalid. Make sure that your Clerk Secret Key is correct."
        );

    public static RejectedRequestException TooManyRequests(int retryAfterSeconds) =>
        new(429, "too_many_requests", "Too many requests", "Too many requests. Please try again in a bit.")
        {
            RetryAfterSeconds = retryAfterSeconds,
        };

    public static RejectedRequestException Missing(string parameter) =>
        new(422, "form_param_missing", "is missing", $"{parameter} must be included.") { Parameter = parameter };

    public static RejectedRequestException Invalid(string parameter, string why) =>
        new(422, "form_param_format_invalid", "is invalid", $"{parameter} {why}") { Parameter = parameter };

    public static RejectedRequestException Taken(string parameter) =>
        new(
            422,
            parameter == "email_address" ? "form_identifier_exists" : "form_param_value_invalid",
            $"That {parameter.Replace('_', ' ')} is taken. Please try another.",
            $"That {parameter.Replace('_', ' ')} is taken. Please try another."
        )
        {
            Parameter = parameter,
        };

    public static RejectedRequestException BadRequest(string longMessage) =>
        new(400, "request_body_invalid", "Request body invalid", longMessage);

    /// <summary>Writes Clerk's error object.</summary>
    public void Write(Utf8JsonWriter json, string traceId)
    {
        json.WriteStartObject();
        json.WriteStartArray("errors");
        json.WriteStartObject();
        json.WriteString("message", Message);
        json.WriteString("long_message", longMessage);
        json.WriteString("code", code);
        if (Parameter is { } parameter)
        {
            json.WriteStartObject("meta");
            json.WriteString("param_name", parameter);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteString("clerk_trace_id", traceId);
        json.WriteEndObject();
    }
}
