using System.Text.Json;
using System.Text.Json.Serialization;

namespace ClerkSync.Core.Json;

/// <summary>Reads Clerk's times: whole numbers since 1970, at most the year 9999.</summary>
/// <remarks>
/// Objects carry milliseconds. An event's own time is documented as milliseconds, but all examples of Clerk's webhook
/// specification use seconds; below 1e11 (the year 5138 in seconds, 1973 in milliseconds) it is read as seconds.
/// </remarks>
internal abstract class EpochTime : JsonConverter<DateTimeOffset>
{
    private const long LastMillisecond = 253_402_300_799_999;
    private const long FirstAsMilliseconds = 100_000_000_000;

    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var milliseconds = ToMilliseconds(reader.GetInt64());
        return milliseconds is >= 0 and <= LastMillisecond
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            : throw new JsonException();
    }

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteNumberValue(value.ToUnixTimeMilliseconds());

    protected abstract long ToMilliseconds(long value);

    internal sealed class Milliseconds : EpochTime
    {
        protected override long ToMilliseconds(long value) => value;
    }

    internal sealed class SecondsOrMilliseconds : EpochTime
    {
        protected override long ToMilliseconds(long value) =>
            value is >= 0 and < FirstAsMilliseconds ? value * 1000 : value;
    }
}
