using System.Text.Json;
using System.Text.Json.Serialization;

namespace ClerkSync.Core.Json;

internal sealed class ClerkIdConverter : JsonConverter<ClerkId>
{
    /// <summary>The greatest length that is believed; Clerk's are about 32.</summary>
    public const int MaxLength = 255;

    public override ClerkId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && reader.GetString() is { Length: > 0 and <= MaxLength } value
            ? new ClerkId(value)
            : throw new JsonException();

    public override void Write(Utf8JsonWriter writer, ClerkId value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Value);
}
