using System.Net;
using ClerkSync.Core.Disclosure;

namespace ClerkSync.Core.ClerkApi;

/// <summary>Why Clerk's Backend API gave nothing that can be used.</summary>
internal enum ClerkApiErrorKind
{
    /// <summary>Clerk does not accept the key, or does not let it do this. Trying again does not help.</summary>
    KeyRejected,

    /// <summary>Too many requests, and it stayed so for as long as was reasonable to wait.</summary>
    RateLimited,

    /// <summary>Clerk could not be reached, did not answer in time or broke off, several times.</summary>
    Unavailable,

    /// <summary>An answer that Clerk's API description does not foresee. Trying again does not help.</summary>
    Unexpected,
}

/// <summary>
/// Clerk's Backend API gave nothing that can be used. The message is a sentence for a person, with Clerk's trace id where
/// it gave one; it holds neither the key nor what Clerk sent.
/// </summary>
internal sealed class ClerkApiException : Exception, IUserMessage
{
    internal ClerkApiException(ClerkApiErrorKind kind, string message, Exception? innerException = null)
        : base(message, innerException) => Kind = kind;

    /// <summary>What to do about it.</summary>
    public ClerkApiErrorKind Kind { get; }

    /// <summary>Clerk's <c>clerk_trace_id</c>, which its support asks for; null when it gave none.</summary>
    public string? TraceId { get; internal init; }

    /// <summary>Null when there was no whole answer.</summary>
    internal HttpStatusCode? Status { get; init; }

    /// <summary>Clerk's word for the error, such as <c>resource_not_found</c>; null when it gave none.</summary>
    internal string? Code { get; init; }

    /// <summary>Whether Clerk says that the instance has no organizations switched on.</summary>
    internal bool AreOrganizationsOff => Code == "organization_not_enabled_in_instance";

    /// <summary>How long Clerk asks to leave it alone; null when it does not say.</summary>
    internal TimeSpan? RetryAfter { get; init; }
}
