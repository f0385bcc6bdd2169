using System.Text.Json;
using System.Text.Json.Serialization;

namespace ClerkSync.Core.Json;

internal sealed class ClerkIdConverter : JsonConverter<ClerkId>
{
    public override ClerkId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && reader.GetString() is { } value && IdText.IsValid(value)
            ? new ClerkId(value)
            : throw new JsonException();

    public override void Write(Utf8JsonWriter writer, ClerkId value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Value);
}
