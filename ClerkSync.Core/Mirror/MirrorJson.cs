using System.Text.Json.Serialization;

namespace ClerkSync.Core.Mirror;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(BackfillCheckpoint))]
[JsonSerializable(typeof(BackfillProgress))]
[JsonSerializable(typeof(DriftReport))]
[JsonSerializable(typeof(RepairReport))]
[JsonSerializable(typeof(RunOptions))]
[JsonSerializable(typeof(string))]
internal sealed partial class MirrorJson : JsonSerializerContext;
