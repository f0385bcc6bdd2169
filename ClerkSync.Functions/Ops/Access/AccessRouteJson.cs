using System.Text.Json.Serialization;
using ClerkSync.Core.Access.Checks;
using ClerkSync.Core.Access.Fields;

namespace ClerkSync.Functions.Ops.Access;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    // A misspelled member would be a path that is not compared.
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow
)]
[JsonSerializable(typeof(ConnectionBody))]
[JsonSerializable(typeof(ConnectionAnswer))]
[JsonSerializable(typeof(AccessFieldReport))]
[JsonSerializable(typeof(AccessSettings))]
[JsonSerializable(typeof(AccessCheckReport))]
[JsonSerializable(typeof(AccessStatus))]
[JsonSerializable(typeof(ApprovalAnswer))]
[JsonSerializable(typeof(ApprovalBody))]
[JsonSerializable(typeof(PricesAnswer))]
[JsonSerializable(typeof(RepairAnswer))]
[JsonSerializable(typeof(IncidentsAnswer))]
[JsonSerializable(typeof(LedgerAnswer))]
internal sealed partial class AccessRouteJson : JsonSerializerContext;
