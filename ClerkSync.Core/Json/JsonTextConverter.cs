using System.Text.Json;
using System.Text.Json.Serialization;

namespace ClerkSync.Core.Json;

/// <summary>Writes a text that is JSON as what it says, not as a string.</summary>
public sealed class JsonTextConverter : JsonConverter<string>
{
    /// <inheritdoc/>
    public override string Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        JsonElement.ParseValue(ref reader).GetRawText();

    /// <inheritdoc/>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options)
    {
        // The writer's own check takes no more than 64 levels.
        using (JsonDocument.Parse(value, JsonText.Options)) { }
        writer.WriteRawValue(value, skipInputValidation: true);
    }
}
