using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace ClerkSync.Tests.OpenApi;

/// <summary>Reads and writes the keywords of a schema.</summary>
internal static class SchemaKeywords
{
    public static bool AllowsNull(JsonNode schema) =>
        (schema["type"] as JsonArray ?? schema["enum"] as JsonArray)?.Any(one =>
            one is null || (one as JsonValue)?.ToString() == "null"
        )
        ?? false;

    public static JsonObject OrNull(JsonObject schema)
    {
        if (schema["type"] is JsonValue type)
        {
            schema["type"] = new JsonArray(type.DeepClone(), "null");
            return schema;
        }

        if (schema["anyOf"] is JsonArray some)
        {
            some.Add(new JsonObject { ["type"] = "null" });
            return schema;
        }

        return new JsonObject { ["anyOf"] = new JsonArray(schema, new JsonObject { ["type"] = "null" }) };
    }

    public static void RemoveNull(JsonObject schema)
    {
        if (schema["type"] is JsonArray types)
        {
            schema["type"] = types[0]!.DeepClone();
        }
    }

    public static void AddFormat(JsonObject schema, Type type) =>
        Add(
            schema,
            "format",
            type == typeof(long) ? "int64"
                : type == typeof(int) ? "int32"
                : type == typeof(decimal) ? "decimal"
                : null
        );

    public static void AddLimits(JsonObject schema, MemberInfo member)
    {
        if (member.GetCustomAttribute<AllowedValuesAttribute>() is { } allowed)
        {
            var values = allowed.Values.Select(value => JsonValue.Create((string?)value));
            schema["enum"] = new JsonArray([.. AllowsNull(schema) ? values.Append(null) : values]);
        }

        if (member.GetCustomAttribute<LengthAttribute>() is { } length)
        {
            (schema["minLength"], schema["maxLength"]) = (length.MinimumLength, length.MaximumLength);
        }

        if (member.GetCustomAttribute<RangeAttribute>() is { } range)
        {
            (schema["minimum"], schema["maximum"]) = (Number(range.Minimum), Number(range.Maximum));
        }
    }

    /// <summary>Describes each value of an enum that is serialized as text.</summary>
    public static void AddValues(JsonObject schema, Type type)
    {
        schema.Insert(0, "type", "string");
        var texts = type.GetFields(BindingFlags.Public | BindingFlags.Static)
            .Where(value => DocComments.Find(value) is not null)
            .Select(value =>
                $"`{value.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()?.Name ?? value.Name}`: {DocComments.Find(value)}"
            );
        AddDescription(schema, string.Join(' ', texts) is { Length: > 0 } text ? text : null);
    }

    public static void AddDescription(JsonObject schema, string? text) => Add(schema, "description", text);

    private static JsonNode Number(object value) => JsonValue.Create(Convert.ToDecimal(value, null));

    private static void Add(JsonObject schema, string name, string? value)
    {
        if (value is not null)
        {
            schema[name] = value;
        }
    }
}
