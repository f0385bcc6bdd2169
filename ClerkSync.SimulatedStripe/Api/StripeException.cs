using System.Text.Json.Nodes;

namespace ClerkSync.SimulatedStripe.Api;

/// <summary>
/// A request that Stripe rejects. It is an exception because every step of a request may reject it, and one place writes the response.
/// </summary>
internal sealed class StripeException(int status, string message, string? code = null, string? parameter = null)
    : Exception(message)
{
    public int Status => status;

    public static StripeException InvalidKey(string key) =>
        new(401, key.Length == 0 ? "You did not provide an API key." : $"Invalid API Key provided: {Mask(key)}");

    /// <remarks>The text is Stripe's. It says which permission a restricted key lacks.</remarks>
    public static StripeException NotPermitted(string key, string permission) =>
        new(
            403,
            $"The provided key '{Mask(key)}' does not have the required permissions for this endpoint on account "
                + $"'acct_simulated'. Having the 'rak_{permission}' permission would allow this request to continue."
        );

    /// <param name="kind">Stripe's name for the object, such as <c>customer</c>.</param>
    /// <param name="isInOtherMode">Whether the id exists in the other of test and live mode.</param>
    /// <param name="isLive">Whether the key is a live key.</param>
    public static StripeException Missing(string kind, string id, bool isInOtherMode = false, bool isLive = false) =>
        new(
            404,
            $"No such {kind}: '{id}'"
                + (
                    !isInOtherMode ? ""
                    : isLive
                        ? "; a similar object exists in test mode, but a live mode key was used to make this request."
                    : "; a similar object exists in live mode, but a test mode key was used to make this request."
                ),
            "resource_missing",
            "id"
        );

    public static StripeException Invalid(string parameter, string message) => new(400, message, null, parameter);

    public static StripeException Unknown(string parameter) =>
        new(400, $"Received unknown parameter: {parameter}", "parameter_unknown", parameter);

    public static StripeException Required(string parameter) =>
        new(400, $"Missing required param: {parameter}.", "parameter_missing", parameter);

    public static StripeException TooManyRequests() => new(429, "Request rate limit exceeded.", "rate_limit");

    public static StripeException Outage() => new(500, "An unknown error occurred.");

    /// <summary>The error object in Stripe's format.</summary>
    public JsonObject ToJson()
    {
        var error = new JsonObject
        {
            ["message"] = Message,
            ["type"] = status >= 500 ? "api_error" : "invalid_request_error",
        };
        if (code is not null)
        {
            error["code"] = code;
        }

        if (parameter is not null)
        {
            error["param"] = parameter;
        }

        return new JsonObject { ["error"] = error };
    }

    /// <summary>Masks a key as Stripe does: its prefix and its last four characters remain.</summary>
    private static string Mask(string key) =>
        key.Length <= 12 ? new string('*', key.Length) : $"{key[..8]}{new string('*', key.Length - 12)}{key[^4..]}";
}
