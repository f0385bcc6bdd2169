using System.Text.Json;
using System.Text.Json.Serialization;

namespace ClerkSync.Core.Access.Checks;

/// <summary>The JSON of evidence, findings and overrides in the database.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(Dictionary<string, JsonElement>))]
[JsonSerializable(typeof(AccessCheckReport))]
[JsonSerializable(typeof(AccessSettings))]
[JsonSerializable(typeof(PaidSubscription))]
[JsonSerializable(typeof(IReadOnlyList<PaidSubscription>))]
[JsonSerializable(typeof(IReadOnlyList<AccessChange>))]
[JsonSerializable(typeof(IReadOnlyList<AccessOverride>))]
internal sealed partial class AccessJson : JsonSerializerContext;
