using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ClerkSync.Cli.Trigger;

/// <summary>Applies <c>--set path=value</c>.</summary>
internal static class DataPath
{
    /// <summary>Sets a value. Creates missing objects on the path.</summary>
    /// <param name="data">The <c>data</c> of an event.</param>
    /// <param name="assignment">
    /// For example <c>public_metadata.plan=pro</c> or <c>email_addresses.0.verification=null</c>. The value is JSON if it parses as JSON,
    /// else text.
    /// </param>
    /// <exception cref="UsageException">The path does not exist.</exception>
    public static void Set(JsonObject data, string assignment)
    {
        if (assignment.Split('=', 2) is not [{ Length: > 0 } path, var value])
        {
            throw new UsageException(
                $"--set takes path=value, such as public_metadata.plan=pro, not \"{assignment}\"."
            );
        }

        var names = path.Split('.');
        JsonNode node = data;
        foreach (var name in names[..^1])
        {
            node = Descend(node, name) ?? throw NoPlace(path, name);
        }

        if (!TryAssign(node, names[^1], Parse(value)))
        {
            throw NoPlace(path, names[^1]);
        }
    }

    private static JsonNode? Descend(JsonNode node, string name)
    {
        if (node is JsonObject members)
        {
            if (members[name] is null)
            {
                members[name] = new JsonObject();
            }

            return members[name];
        }

        return node is JsonArray elements && FindIndex(elements, name) is { } index ? elements[index] : null;
    }

    private static bool TryAssign(JsonNode node, string name, JsonNode? value)
    {
        switch (node)
        {
            case JsonObject members:
                members[name] = value;
                return true;
            case JsonArray elements when FindIndex(elements, name) is { } index:
                elements[index] = value;
                return true;
            default:
                return false;
        }
    }

    private static int? FindIndex(JsonArray elements, string name) =>
        int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < elements.Count
            ? index
            : null;

    private static JsonNode? Parse(string value)
    {
        try
        {
            return JsonNode.Parse(value);
        }
        catch (JsonException)
        {
            return JsonValue.Create(value);
        }
    }

    private static UsageException NoPlace(string path, string name) =>
        new($"--set {path}: the event's data have no member \"{name}\" there.");
}
