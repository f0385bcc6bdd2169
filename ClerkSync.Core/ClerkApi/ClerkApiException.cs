using System.Net;
using ClerkSync.Core.Disclosure;

namespace ClerkSync.Core.ClerkApi;

/// <summary>The kinds of failed requests to Clerk's Backend API.</summary>
internal enum ClerkApiErrorKind
{
    /// <summary>Clerk rejects the key, or does not allow it this request. A retry does not help.</summary>
    KeyRejected,

    /// <summary>Too many requests, even after all retries.</summary>
    RateLimited,

    /// <summary>In every attempt, Clerk could not be reached, did not respond in time, or closed the connection.</summary>
    Unavailable,

    /// <summary>A response that Clerk's API description does not contain. A retry does not help.</summary>
    Unexpected,
}

/// <summary>
/// A request to Clerk's Backend API failed. The message is a sentence for a person, with Clerk's trace id if there is one. It
/// contains neither the key nor what Clerk sent.
/// </summary>
internal sealed class ClerkApiException : Exception, IUserMessage
{
    internal ClerkApiException(ClerkApiErrorKind kind, string message, Exception? innerException = null)
        : base(message, innerException) => Kind = kind;

    public ClerkApiErrorKind Kind { get; }

    /// <summary>Clerk's <c>clerk_trace_id</c>, which its support asks for; null when there is none.</summary>
    public string? TraceId { get; internal init; }

    /// <summary>Null without a complete response.</summary>
    internal HttpStatusCode? Status { get; init; }

    /// <summary>Clerk's code for the error, such as <c>resource_not_found</c>; null when there is none.</summary>
    internal string? Code { get; init; }

    /// <summary>Whether organizations are disabled in the instance.</summary>
    internal bool AreOrganizationsOff => Code == "organization_not_enabled_in_instance";

    /// <summary>Clerk's <c>Retry-After</c>; null when there is none.</summary>
    internal TimeSpan? RetryAfter { get; init; }
}
