using ClerkSync.Core.Disclosure;

namespace ClerkSync.Core.StripeApi;

/// <summary>Stripe gave nothing that can be used.</summary>
/// <param name="kind">Why.</param>
/// <param name="message">A sentence for the operator, without keys and without what Stripe answered.</param>
/// <param name="cause">Null when Stripe's answer says enough.</param>
internal sealed class StripeApiException(StripeApiErrorKind kind, string message, Exception? cause = null)
    : Exception(message, cause),
        IUserMessage
{
    public StripeApiErrorKind Kind => kind;
}

/// <summary>Why Stripe gave nothing that can be used.</summary>
internal enum StripeApiErrorKind
{
    /// <summary>Stripe does not accept the key. Trying again does not help.</summary>
    KeyRejected,

    /// <summary>The key is restricted and may not read this. Trying again does not help.</summary>
    NotPermitted,

    /// <summary>Too many requests, and it stayed so for as long as was reasonable to wait.</summary>
    RateLimited,

    /// <summary>Stripe could not be reached, or failed, several times.</summary>
    Unavailable,

    /// <summary>An answer that Stripe's documentation does not foresee. Trying again does not help.</summary>
    Unexpected,
}
