using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using ClerkSync.Core;
using ClerkSync.Core.Json;
using ClerkSync.Functions.Users;

namespace ClerkSync.Tests.OpenApi;

/// <summary>The schemas of the types that the routes read and return, as the source-generated contexts serialize them.</summary>
internal sealed class OpenApiSchemas
{
    // The routes use the contexts of their own assembly. The contexts of Core are for the JSON that it stores.
    private static readonly IReadOnlyList<JsonSerializerContext> Contexts =
    [
        .. new[] { typeof(GetMe), typeof(ClerkId) }
            .SelectMany(type => type.Assembly.GetTypes())
            .Where(type => type.IsSubclassOf(typeof(JsonSerializerContext)))
            .Select(type => (JsonSerializerContext)type.GetProperty("Default")!.GetValue(null)!),
    ];

    private static readonly Dictionary<string, Type> Types = Contexts
        .SelectMany(context => context.GetType().GetCustomAttributesData())
        .Where(attribute => attribute.AttributeType == typeof(JsonSerializableAttribute))
        .Select(attribute => (Type)attribute.ConstructorArguments[0].Value!)
        .Distinct()
        .Where(IsOwn)
        .ToDictionary(type => type.Name);

    private readonly SortedDictionary<string, JsonNode> _schemas = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Type> _described = [];
    private readonly HashSet<(Type Type, JsonSerializerOptions Options)> _seen = [];
    private readonly HashSet<Type> _read = [];

    public JsonObject ToJson() =>
        new(_schemas.Select(schema => KeyValuePair.Create(schema.Key, (JsonNode?)schema.Value)));

    /// <summary>Returns a reference to a type that a route reads. A member that can be absent is not required.</summary>
    public JsonObject ReferToBody(string type) => Refer(FindRoot(type), isRead: true);

    /// <summary>
    /// Returns a reference to a type that a route returns. A member that is always written is required. Describe all bodies first.
    /// </summary>
    public JsonObject ReferToAnswer(string type) => Refer(FindRoot(type), isRead: false);

    private static JsonTypeInfo FindRoot(string type) =>
        Types.TryGetValue(type, out var found)
            ? Find(found, own: null)
            : throw new InvalidOperationException($"No JsonSerializerContext has a [JsonSerializable] type {type}.");

    private static JsonTypeInfo Find(Type type, JsonSerializerOptions? own) =>
        own?.TypeInfoResolver!.GetTypeInfo(type, own)
        ?? Contexts.Select(context => context.GetTypeInfo(type)).FirstOrDefault(found => found is not null)
        ?? throw new InvalidOperationException($"No JsonSerializerContext has the type {type}.");

    private static bool IsOwn(Type type) =>
        type.Namespace?.StartsWith(nameof(ClerkSync), StringComparison.Ordinal) == true && !type.IsGenericType;

    private JsonObject Refer(JsonTypeInfo type, bool isRead)
    {
        var name = type.Type.Name;
        if (!_described.TryAdd(name, type.Type) && _described[name] != type.Type)
        {
            throw new InvalidOperationException($"{type.Type} and {_described[name]} have the same name.");
        }

        if (isRead)
        {
            _read.Add(type.Type);
        }

        if (isRead == _read.Contains(type.Type) && _seen.Add((type.Type, type.Options)))
        {
            var schema = Describe(type, isRead);
            if (_schemas.TryGetValue(name, out var other) && !JsonNode.DeepEquals(schema, other))
            {
                throw new InvalidOperationException($"Two JsonSerializerContexts serialize {name} differently.");
            }

            _schemas[name] = schema;
        }

        return new JsonObject { ["$ref"] = $"#/components/schemas/{name}" };
    }

    private JsonNode Describe(JsonTypeInfo type, bool isRead) =>
        type.GetJsonSchemaAsNode(
            new JsonSchemaExporterOptions
            {
                TreatNullObliviousAsNonNullable = true,
                TransformSchemaNode = (context, schema) => Transform(context, schema, isRead),
            }
        );

    private JsonNode Transform(JsonSchemaExporterContext context, JsonNode schema, bool isRead)
    {
        var type = Nullable.GetUnderlyingType(context.TypeInfo.Type) ?? context.TypeInfo.Type;
        var isRoot = context.Path.IsEmpty;
        var member = isRoot ? null : context.PropertyInfo?.AttributeProvider as MemberInfo;
        if (member?.GetCustomAttribute<JsonContentAttribute>() is { } content)
        {
            schema = DescribeContent(content, context.PropertyInfo!, isRead);
        }
        else if (IsOwn(type) && !isRoot)
        {
            var reference = Refer(Find(type, context.TypeInfo.Options), isRead);
            if (schema["default"] is { } absent)
            {
                reference["default"] = absent.DeepClone();
            }

            schema = SchemaKeywords.AllowsNull(schema) ? SchemaKeywords.OrNull(reference) : reference;
        }

        var described = schema as JsonObject ?? [];
        SchemaKeywords.AddFormat(described, type);
        if (isRoot && type.IsEnum)
        {
            SchemaKeywords.AddValues(described, type);
        }
        else if (isRoot && context.TypeInfo.Kind == JsonTypeInfoKind.Object)
        {
            AddDefaultsOrRequired(described, context.TypeInfo, isRead);
        }
        else if (member is not null)
        {
            SchemaKeywords.AddLimits(described, member);
            SchemaKeywords.AddDescription(described, DocComments.Find(member));
            if (!isRead)
            {
                RemoveUnwrittenKeywords(described, context.PropertyInfo!);
            }
        }

        return described;
    }

    private JsonObject DescribeContent(JsonContentAttribute content, JsonPropertyInfo property, bool isRead)
    {
        var schema =
            content.Type.IsInterface && IsOwn(content.Type)
                ? new JsonObject
                {
                    ["anyOf"] = new JsonArray([
                        .. Types
                            .Values.Where(type => type.IsAssignableTo(content.Type))
                            .OrderBy(type => type.Name, StringComparer.Ordinal)
                            .Select(type => DescribeContent(type, isRead)),
                    ]),
                }
                : DescribeContent(content.Type, isRead);
        return property.IsGetNullable ? SchemaKeywords.OrNull(schema) : schema;
    }

    private JsonObject DescribeContent(Type type, bool isRead) =>
        type == typeof(JsonObject) ? new JsonObject { ["type"] = "object" }
        : type.IsGenericType
            ? new JsonObject
            {
                ["type"] = "array",
                ["items"] = Refer(Find(type.GetGenericArguments().Single(), own: null), isRead),
            }
        : Refer(Find(type, own: null), isRead);

    /// <summary>A reader uses defaults for absent members. A writer omits only members that are configured to be omitted.</summary>
    private static void AddDefaultsOrRequired(JsonObject schema, JsonTypeInfo type, bool isRead)
    {
        if (isRead)
        {
            AddDefaults(schema, type);
            return;
        }

        schema.Remove("additionalProperties");
        schema["required"] = new JsonArray([
            .. type.Properties.Where(IsAlwaysWritten).Select(property => JsonValue.Create(property.Name)),
        ]);
    }

    private static void AddDefaults(JsonObject schema, JsonTypeInfo type)
    {
        if (type.Type.GetConstructor(Type.EmptyTypes) is null)
        {
            return;
        }

        var absent = Activator.CreateInstance(type.Type)!;
        foreach (var property in type.Properties.Where(property => property is { IsRequired: false, Get: not null }))
        {
            var value = JsonSerializer.SerializeToNode(
                property.Get!(absent),
                Find(property.PropertyType, type.Options)
            );
            if (value is JsonValue)
            {
                schema["properties"]![property.Name]!["default"] = value;
            }
        }
    }

    private static void RemoveUnwrittenKeywords(JsonObject schema, JsonPropertyInfo property)
    {
        schema.Remove("default");
        if (!IsAlwaysWritten(property))
        {
            SchemaKeywords.RemoveNull(schema);
        }
    }

    private static bool IsAlwaysWritten(JsonPropertyInfo property)
    {
        var ignored = property.AttributeProvider?.GetCustomAttributes(typeof(JsonIgnoreAttribute), inherit: true) ?? [];
        return ignored.Length == 0
            && (property.Options.DefaultIgnoreCondition == JsonIgnoreCondition.Never || !property.IsGetNullable);
    }
}
