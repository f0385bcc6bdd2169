using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using ClerkSync.Core.Webhooks;

namespace ClerkSync.Functions.Ops;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(DeliveryPage))]
[JsonSerializable(typeof(DeliveryRecord))]
[JsonSerializable(typeof(JsonObject))]
[JsonSerializable(typeof(ReplaysAnswer))]
internal sealed partial class OpsJson : JsonSerializerContext;
