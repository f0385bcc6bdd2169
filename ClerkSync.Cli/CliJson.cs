using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using ClerkSync.Cli.Access;
using ClerkSync.Cli.Deliveries;
using ClerkSync.Cli.Doctor;
using ClerkSync.Cli.Users;
using ClerkSync.Core.Access.Checks;
using ClerkSync.Core.Access.Fields;
using ClerkSync.Core.ApiKeys;
using ClerkSync.Core.Credits;
using ClerkSync.Core.Deliveries;
using ClerkSync.Core.Health;
using ClerkSync.Core.Instance;
using ClerkSync.Core.Mirror;
using ClerkSync.Core.Users;

namespace ClerkSync.Cli;

/// <summary>The JSON that <c>--json</c> prints, and the health report that <c>doctor</c> reads.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(DeliveryRecord))]
[JsonSerializable(typeof(IReadOnlyList<DeliveryRecord>))]
[JsonSerializable(typeof(IReadOnlyList<Finding>))]
[JsonSerializable(typeof(HealthReport))]
[JsonSerializable(typeof(BackfillProgress))]
[JsonSerializable(typeof(DriftReport))]
[JsonSerializable(typeof(RepairReport))]
[JsonSerializable(typeof(SyncRunRecord))]
[JsonSerializable(typeof(IReadOnlyList<SyncRunRecord>))]
[JsonSerializable(typeof(IReadOnlyList<User>))]
[JsonSerializable(typeof(UserWithUsage))]
[JsonSerializable(typeof(IReadOnlyList<CreditTransaction>))]
[JsonSerializable(typeof(IReadOnlyList<ApiKey>))]
[JsonSerializable(typeof(NewApiKey))]
[JsonSerializable(typeof(RevokedKey))]
[JsonSerializable(typeof(PlanChange))]
[JsonSerializable(typeof(BalanceChange))]
[JsonSerializable(typeof(ReplayedDelivery))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, int>))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
[JsonSerializable(typeof(RecordedInstance))]
[JsonSerializable(typeof(ConnectedService))]
[JsonSerializable(typeof(AccessFieldReport))]
[JsonSerializable(typeof(AccessSettings))]
[JsonSerializable(typeof(AccessCheckReport))]
[JsonSerializable(typeof(IReadOnlyList<AccessIncident>))]
[JsonSerializable(typeof(IReadOnlyList<AccessLedgerEntry>))]
[JsonSerializable(typeof(IReadOnlyList<StoredOverride>))]
internal sealed partial class CliJson : JsonSerializerContext
{
    /// <summary>Writes JSON without line breaks.</summary>
    public static CliJson OneLine =>
        field ??= new(new JsonSerializerOptions(Default.Options) { WriteIndented = false });

    public static Task PrintAsync<T>(TextWriter output, T value, JsonTypeInfo<T> type) =>
        output.WriteLineAsync(JsonSerializer.Serialize(value, type));
}
