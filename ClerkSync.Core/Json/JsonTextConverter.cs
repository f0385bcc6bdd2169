using System.Text.Json;
using System.Text.Json.Serialization;

namespace ClerkSync.Core.Json;

/// <summary>For a string whose text is JSON: writes it as that JSON value, not as a quoted string.</summary>
public sealed class JsonTextConverter : JsonConverter<string>
{
    public override string Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        JsonElement.ParseValue(ref reader).GetRawText();

    /// <exception cref="JsonException">The value is not JSON.</exception>
    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options)
    {
        // The writer's own check allows only 64 levels.
        using (JsonDocument.Parse(value, JsonText.Options)) { }
        writer.WriteRawValue(value, skipInputValidation: true);
    }
}
