using System.Text.Json.Serialization;
using ClerkSync.Core.ClerkApi;
using ClerkSync.Core.Organizations;
using ClerkSync.Core.Users;
using ClerkSync.Core.Webhooks;

namespace ClerkSync.Core.Json;

/// <summary>Reads what Clerk sends. A missing or null required value, or one of another type, is a <c>JsonException</c>.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectNullableAnnotations = true,
    // A user writes his own metadata; what Clerk lets through must not make his events unreadable.
    MaxDepth = 512,
    Converters = [typeof(ClerkIdConverter)]
)]
[JsonSerializable(typeof(WebhookEnvelope))]
[JsonSerializable(typeof(UserPayload))]
[JsonSerializable(typeof(OrganizationPayload))]
[JsonSerializable(typeof(MembershipPayload))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
[JsonSerializable(typeof(DeletedPayload))]
[JsonSerializable(typeof(IReadOnlyList<UserPayload>))]
[JsonSerializable(typeof(ListPayload<OrganizationPayload>))]
[JsonSerializable(typeof(ListPayload<MembershipPayload>))]
[JsonSerializable(typeof(CountPayload))]
[JsonSerializable(typeof(InstancePayload))]
[JsonSerializable(typeof(ErrorPayload))]
internal sealed partial class ClerkJson : JsonSerializerContext;
