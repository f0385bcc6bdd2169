using System.Text.Json;
using System.Text.Json.Nodes;
using ClerkSync.SimulatedClerk.Objects;
using Microsoft.AspNetCore.Http;

namespace ClerkSync.SimulatedClerk.Api;

/// <summary>The body of a request, a JSON object. A parameter whose value is null counts as given.</summary>
internal sealed class RequestBody(JsonObject json)
{
    /// <summary>Reads the body. An empty body has no parameters.</summary>
    /// <exception cref="RejectedRequestException">The body is not a JSON object.</exception>
    public static async Task<RequestBody> ReadAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var text = await reader.ReadToEndAsync(context.RequestAborted);
        try
        {
            return text.Length == 0 ? new RequestBody([])
                : JsonNode.Parse(text) is JsonObject json ? new RequestBody(json)
                : throw RejectedRequestException.BadRequest("The request body must be a JSON object.");
        }
        catch (JsonException)
        {
            throw RejectedRequestException.BadRequest("The request body is invalid. It is not valid JSON.");
        }
    }

    public JsonObject Json => json;

    /// <summary>Whether the parameter is given.</summary>
    public bool Has(string name) => json.ContainsKey(name);

    /// <summary>Returns a string; null when it is null, empty or not given.</summary>
    /// <exception cref="RejectedRequestException">The value is not a string.</exception>
    public string? FindText(string name) =>
        Find<string>(name, "must be a string.") is { Length: > 0 } text ? text : null;

    /// <summary>Returns the new value of a string: the given one, else the old one.</summary>
    public string? Replace(string name, string? old) => Has(name) ? FindText(name) : old;

    /// <exception cref="RejectedRequestException">The value is not a string, or is not given.</exception>
    public string GetText(string name) => FindText(name) ?? throw RejectedRequestException.Missing(name);

    /// <exception cref="RejectedRequestException">The value is not an array of strings.</exception>
    public IReadOnlyList<string> FindTexts(string name) =>
        json[name] switch
        {
            null => [],
            JsonArray array => [.. array.Select(item => Convert<string>(item!, name, "must be a list of strings."))],
            var single => [Convert<string>(single, name, "must be a list of strings.")],
        };

    /// <summary>False when not given.</summary>
    public bool IsTrue(string name) => Find<bool?>(name, "must be a boolean.") ?? false;

    /// <summary>Null when not given.</summary>
    public bool? FindFlag(string name) => Find<bool?>(name, "must be a boolean.");

    /// <summary>Null when not given.</summary>
    public int? FindNumber(string name) => Find<int?>(name, "must be an integer.");

    /// <summary>Null when not given.</summary>
    public long? FindMilliseconds(string name) => Find<long?>(name, "must be a time in milliseconds.");

    /// <summary>Converts an RFC 3339 time to milliseconds; null when not given.</summary>
    public long? FindTime(string name) =>
        FindText(name) is not { } text ? null
        : DateTimeOffset.TryParse(text, out var time) ? time.ToUnixTimeMilliseconds()
        : throw RejectedRequestException.Invalid(name, "must be a date of RFC 3339.");

    /// <summary>Returns an object; null when it is null or not given.</summary>
    public JsonObject? FindObject(string name) =>
        json[name] switch
        {
            null => null,
            JsonObject value => value,
            _ => throw RejectedRequestException.Invalid(name, "must be an object."),
        };

    public Metadata ReadMetadata() =>
        new()
        {
            Public = FindElement("public_metadata"),
            Private = FindElement("private_metadata"),
            Unsafe = FindElement("unsafe_metadata"),
        };

    private JsonElement? FindElement(string name) =>
        FindObject(name) is { } value ? JsonElement.Parse(value.ToJsonString()) : null;

    private T? Find<T>(string name, string otherwise) =>
        json[name] is { } value ? Convert<T>(value, name, otherwise) : default;

    private static T Convert<T>(JsonNode value, string name, string otherwise) =>
        value is JsonValue single && single.TryGetValue<T>(out var converted)
            ? converted
            : throw RejectedRequestException.Invalid(name, otherwise);
}
