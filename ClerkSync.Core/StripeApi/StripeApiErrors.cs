using System.Net;
using System.Text.RegularExpressions;
using Stripe;

namespace ClerkSync.Core.StripeApi;

/// <summary>Converts failed requests to Stripe into exceptions with a sentence for the operator.</summary>
internal static partial class StripeApiErrors
{
    /// <param name="what">The objects that were read, such as <c>subscriptions</c>.</param>
    public static StripeApiException From(string what, Exception exception) =>
        exception switch
        {
            StripeException { HttpStatusCode: HttpStatusCode.Unauthorized } => new(
                StripeApiErrorKind.KeyRejected,
                "Stripe rejected the secret key (HTTP 401): it is wrong, cut off or revoked. "
                    + $"Copy a key for {StripeSecretKey.Setting} from the page \"API keys\" of the Stripe Dashboard."
            ),
            StripeException { HttpStatusCode: HttpStatusCode.Forbidden } rejected => new(
                StripeApiErrorKind.NotPermitted,
                $"Stripe does not let this restricted key read {what} (HTTP 403). In the Stripe Dashboard, give the key "
                    + $"{(Permission().Match(rejected.Message) is { Success: true } found ? $"the permission {found.Value}" : $"\"Read\" for {what}")}."
            ),
            StripeException { HttpStatusCode: HttpStatusCode.TooManyRequests } => new(
                StripeApiErrorKind.RateLimited,
                $"Stripe rate limit hit (HTTP 429) while reading {what}. Perhaps other programs use the same account. Try again later."
            ),
            StripeException { HttpStatusCode: var status } when (int)status is 0 or 408 or 409 or >= 500 => new(
                StripeApiErrorKind.Unavailable,
                $"Stripe could not return {what} (HTTP {(int)status}). See https://status.stripe.com and try again."
            ),
            StripeException { HttpStatusCode: var status } => new(
                StripeApiErrorKind.Unexpected,
                $"Stripe rejected the request to list {what} (HTTP {(int)status})."
            ),
            _ => new(
                StripeApiErrorKind.Unavailable,
                $"Stripe cannot be reached, or did not return all {what}. Check the network and try again.",
                exception
            ),
        };

    /// <summary>Whether the exception comes from the request, and not from a bug or from cancellation by the caller.</summary>
    public static bool IsOfRequest(Exception exception, CancellationToken cancellationToken) =>
        exception is StripeException or HttpRequestException or IOException
        || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested);

    [GeneratedRegex("rak_[a-z_]{1,60}")]
    private static partial Regex Permission();
}
