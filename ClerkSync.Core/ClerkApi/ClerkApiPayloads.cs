using ClerkSync.Core.Json;

namespace ClerkSync.Core.ClerkApi;

/// <summary>The Clerk instance that a key belongs to.</summary>
internal sealed record InstancePayload
{
    public required ClerkId Id { get; init; }

    /// <summary><c>production</c> or <c>development</c>.</summary>
    public string? EnvironmentType { get; init; }

    public static InstancePayload Read(ObjectReader json) =>
        new() { Id = json.GetId("id"), EnvironmentType = json.FindText("environment_type") };
}

/// <summary>The body of a response that is not 200.</summary>
internal sealed record ErrorPayload
{
    /// <summary>Clerk's code for the first error.</summary>
    public string? Code { get; init; }

    public string? ClerkTraceId { get; init; }

    public static ErrorPayload Read(ObjectReader json) =>
        new()
        {
            Code = json.FindObjects("errors").Select(error => error.FindText("code")).FirstOrDefault(),
            ClerkTraceId = json.FindText("clerk_trace_id"),
        };
}
