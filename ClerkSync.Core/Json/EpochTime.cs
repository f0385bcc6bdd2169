using System.Text.Json;

namespace ClerkSync.Core.Json;

/// <summary>Reads Clerk's times: numbers since 1970, at most the year 9999.</summary>
/// <remarks>
/// Objects have milliseconds. An event's own time is documented as milliseconds, but all examples of Clerk's webhook
/// specification have seconds. Below 1e11 (the year 5138 in seconds, 1973 in milliseconds) it is read as seconds.
/// </remarks>
internal static class EpochTime
{
    private const long AfterLastMillisecond = 253_402_300_800_000;
    private const long FirstAsMilliseconds = 100_000_000_000;

    /// <summary>Null when it is not such a number.</summary>
    public static DateTimeOffset? FindMilliseconds(JsonElement json) =>
        json.ValueKind == JsonValueKind.Number && json.TryGetDecimal(out var milliseconds)
            ? FindMilliseconds(milliseconds)
            : null;

    public static DateTimeOffset? FindSecondsOrMilliseconds(JsonElement json) =>
        json.ValueKind == JsonValueKind.Number && json.TryGetDecimal(out var value)
            ? FindMilliseconds(value is >= 0 and < FirstAsMilliseconds ? value * 1000 : value)
            : null;

    // Postgres stores microseconds.
    private static DateTimeOffset? FindMilliseconds(decimal milliseconds) =>
        milliseconds is >= 0 and < AfterLastMillisecond
            ? DateTimeOffset.UnixEpoch.AddTicks((long)(milliseconds * 1000) * TimeSpan.TicksPerMicrosecond)
            : null;
}
