using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace ClerkSync.SimulatedStripe.Api;

/// <summary>Parses parameters as Stripe does, such as <c>items[0][price]=…</c>, from a query or a body.</summary>
internal sealed class Form
{
    private readonly JsonObject _members;

    private Form(JsonObject members) => _members = members;

    public static async Task<Form> ReadAsync(HttpRequest request)
    {
        IEnumerable<KeyValuePair<string, StringValues>> given = request.HasFormContentType
            ? await request.ReadFormAsync()
            : [];
        return Parse(request.Query.Concat(given));
    }

    /// <summary>The values of <c>expand[]</c>, such as <c>data.customer</c>.</summary>
    public IReadOnlyList<string> Expansions =>
        _members["expand"] is JsonArray paths ? [.. paths.Select(path => (string)path!)] : [];

    public JsonNode? this[string name] => _members[name];

    /// <exception cref="StripeException">An unknown parameter is given.</exception>
    public void EnsureOnly(params ReadOnlySpan<string> known)
    {
        foreach (var (name, _) in _members)
        {
            if (name != "expand" && !known.Contains(name))
            {
                throw StripeException.Unknown(name);
            }
        }
    }

    public string? FindText(string name) => _members[name] is JsonValue value ? (string?)value : null;

    public string GetText(string name) => FindText(name) ?? throw StripeException.Required(name);

    public long? FindNumber(string name) => FindText(name) is { Length: > 0 } text ? ReadNumber(name, text) : null;

    public bool? FindFlag(string name) =>
        FindText(name) switch
        {
            null => null,
            "true" => true,
            "false" => false,
            _ => throw StripeException.Invalid(name, $"Invalid boolean: {name}"),
        };

    public static long ReadNumber(string name, string text) =>
        long.TryParse(text, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw StripeException.Invalid(name, $"Invalid integer: {text}");

    private static Form Parse(IEnumerable<KeyValuePair<string, StringValues>> given)
    {
        var root = new JsonObject();
        foreach (var (name, values) in given)
        {
            foreach (var value in values)
            {
                Add(root, name.Replace("]", "", StringComparison.Ordinal).Split('['), value ?? "");
            }
        }

        return new Form((JsonObject)WithArrays(root));
    }

    private static void Add(JsonObject parent, string[] path, string value)
    {
        for (var depth = 0; depth < path.Length; depth++)
        {
            // "expand[]" uses the next index.
            var name = path[depth].Length > 0 ? path[depth] : parent.Count.ToString(CultureInfo.InvariantCulture);
            if (depth == path.Length - 1)
            {
                parent[name] = value;
            }
            else
            {
                parent = (JsonObject)(parent[name] ??= new JsonObject());
            }
        }
    }

    /// <summary>Converts objects whose names are 0, 1, … into arrays.</summary>
    private static JsonNode WithArrays(JsonObject given)
    {
        foreach (var (name, value) in given.ToList())
        {
            if (value is JsonObject child)
            {
                given.Remove(name);
                given[name] = WithArrays(child);
            }
        }

        return given.Count > 0 && given.All(member => int.TryParse(member.Key, out _))
            ? new JsonArray([.. given.Select(member => member.Value!.DeepClone())])
            : given;
    }
}
