using System.Text.Json.Serialization;
using ClerkSync.Core.Json;

namespace ClerkSync.Core.Sessions;

/// <summary>
/// Reads tokens and key sets. A member that is there twice is a <c>JsonException</c>: of two programs each could believe another one.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false,
    MaxDepth = ClerkJson.MaxDepth,
    Converters = [typeof(ClerkIdConverter)]
)]
[JsonSerializable(typeof(JwtHeader))]
[JsonSerializable(typeof(ClaimsPayload))]
[JsonSerializable(typeof(KeySetPayload))]
internal sealed partial class SessionJson : JsonSerializerContext;
