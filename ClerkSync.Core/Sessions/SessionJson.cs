using System.Text.Json.Serialization;
using ClerkSync.Core.Json;

namespace ClerkSync.Core.Sessions;

/// <summary>Reads tokens and key sets. A duplicate member is an error, because two programs may read different ones of the two.</summary>
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
