using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using ClerkSync.Core.Deliveries;
using ClerkSync.Core.Mirror;

namespace ClerkSync.Functions.Ops;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(BackfillProgress))]
[JsonSerializable(typeof(DeliveryPage))]
[JsonSerializable(typeof(DeliveryRecord))]
[JsonSerializable(typeof(DriftReport))]
[JsonSerializable(typeof(JsonObject))]
[JsonSerializable(typeof(RepairReport))]
[JsonSerializable(typeof(ReplaysAnswer))]
[JsonSerializable(typeof(RunsAnswer))]
[JsonSerializable(typeof(SyncRunRecord))]
internal sealed partial class OpsJson : JsonSerializerContext;
