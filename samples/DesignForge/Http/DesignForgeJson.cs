using System.Text.Json.Serialization;
using DesignForge.DesignSystems;

namespace DesignForge.Http;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(DesignSystemBody))]
[JsonSerializable(typeof(DesignSystemList))]
[JsonSerializable(typeof(NewDesignSystem))]
[JsonSerializable(typeof(UserWithDesignSystems))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
internal sealed partial class DesignForgeJson : JsonSerializerContext;

internal sealed record DesignSystemBody(DesignSystem DesignSystem);

internal sealed record DesignSystemList(IReadOnlyList<DesignSystem> DesignSystems);
