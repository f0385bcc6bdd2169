using System.Text.Json;
using System.Text.Json.Serialization;

namespace ClerkSync.Core.Sessions;

/// <summary>Reads a time in whole seconds since 1970. <c>null</c> is an error, because the time would not be checked.</summary>
internal sealed class NumericDateConverter : JsonConverter<DateTimeOffset?>
{
    public override bool HandleNull => true;

    public override DateTimeOffset? Read(
        ref Utf8JsonReader reader,
        Type typeToConvert,
        JsonSerializerOptions options
    ) =>
        reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var seconds) && IsTime(seconds)
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : throw new JsonException();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset? value, JsonSerializerOptions options) =>
        throw new NotSupportedException();

    private static bool IsTime(long seconds) =>
        seconds >= DateTimeOffset.MinValue.ToUnixTimeSeconds()
        && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds();
}
