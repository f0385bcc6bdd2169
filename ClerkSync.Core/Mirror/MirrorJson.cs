using System.Text.Json.Serialization;

namespace ClerkSync.Core.Mirror;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(BackfillCheckpoint))]
[JsonSerializable(typeof(BackfillProgress))]
[JsonSerializable(typeof(DriftReport))]
[JsonSerializable(typeof(RepairReport))]
internal sealed partial class MirrorJson : JsonSerializerContext;
