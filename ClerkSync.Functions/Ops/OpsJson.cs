using System.Text.Json.Serialization;
using ClerkSync.Core.Deliveries;
using ClerkSync.Core.Mirror;
using ClerkSync.Core.Overview;
using ClerkSync.Core.People;

namespace ClerkSync.Functions.Ops;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Charts))]
[JsonSerializable(typeof(ComparisonAnswer))]
[JsonSerializable(typeof(DeliveryPage))]
[JsonSerializable(typeof(DeliveryRecord))]
[JsonSerializable(typeof(DeliveryWithPayload))]
[JsonSerializable(typeof(FailuresAnswer))]
[JsonSerializable(typeof(PeopleAnswer))]
[JsonSerializable(typeof(Person))]
[JsonSerializable(typeof(PersonRepairAnswer))]
[JsonSerializable(typeof(ReplaysAnswer))]
[JsonSerializable(typeof(RunStartedAnswer))]
[JsonSerializable(typeof(RunsAnswer))]
[JsonSerializable(typeof(SyncRunRecord))]
[JsonSerializable(typeof(SyncStatus))]
internal sealed partial class OpsJson : JsonSerializerContext;
