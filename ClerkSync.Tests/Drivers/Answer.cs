using System.Net;
using System.Text.Json.Nodes;

namespace ClerkSync.Tests.Drivers;

/// <summary>The response to a delivery or another request.</summary>
internal sealed record Answer(HttpStatusCode Status, string Body, TimeSpan? RetryAfter)
{
    public bool IsSuccess => (int)Status is >= 200 and < 300;

    /// <summary>The outcome of a successful delivery.</summary>
    public string? Outcome => Read("outcome");

    /// <summary>The code of a problem response.</summary>
    public string? Code => Read("code");

    public JsonNode Json() => JsonNode.Parse(Body)!;

    private string? Read(string property) =>
        Body.Length == 0 ? null : JsonNode.Parse(Body)?[property]?.GetValue<string>();
}
