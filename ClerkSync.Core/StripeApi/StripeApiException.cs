using ClerkSync.Core.Disclosure;

namespace ClerkSync.Core.StripeApi;

/// <summary>Stripe gave no usable answer.</summary>
/// <param name="message">A sentence for the operator, without keys and without the content of Stripe's answer.</param>
/// <param name="cause">Null when Stripe's answer is explanation enough.</param>
internal sealed class StripeApiException(StripeApiErrorKind kind, string message, Exception? cause = null)
    : Exception(message, cause),
        IUserMessage
{
    public StripeApiErrorKind Kind => kind;
}

internal enum StripeApiErrorKind
{
    /// <summary>Stripe does not accept the key. A retry does not help.</summary>
    KeyRejected,

    /// <summary>The key is restricted and may not read this. A retry does not help.</summary>
    NotPermitted,

    /// <summary>The rate limit was exceeded, and retries did not succeed in the time allowed.</summary>
    RateLimited,

    /// <summary>Stripe could not be reached or failed, after several attempts.</summary>
    Unavailable,

    /// <summary>A response that Stripe's documentation does not describe. A retry does not help.</summary>
    Unexpected,
}
