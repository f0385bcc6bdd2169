using Microsoft.Extensions.Logging;

namespace ClerkSync.Cli.Up;

/// <summary>The log line of a delivery.</summary>
/// <param name="Word">The outcome.</param>
/// <param name="Text">The id and the type, and the reason for a failure.</param>
/// <param name="IsTold">Whether an earlier line already states the reason.</param>
internal sealed record DeliveryLine(string Word, string Text, bool IsTold)
{
    /// <summary>Reads a log entry; null when it is not about a delivery.</summary>
    public static DeliveryLine? Find(LogLevel level, object? state)
    {
        if (
            state is not IReadOnlyList<KeyValuePair<string, object?>> values
            || FindValue(values, "SvixId") is not { } svixId
            || FindValue(values, "EventType") is not { } eventType
        )
        {
            return null;
        }

        var text = $"{svixId} {eventType}";
        return FindValue(values, "Answer") is { } answer
                ? new DeliveryLine(answer, text, IsTold: answer is "failed" or "wrong_instance")
            : FindValue(values, "Error") is { } error
                ? new DeliveryLine(level == LogLevel.Error ? "failed" : "rejected", $"{text}: {error}", IsTold: false)
            : null;
    }

    private static string? FindValue(IReadOnlyList<KeyValuePair<string, object?>> values, string name)
    {
        for (var i = 0; i < values.Count; i++)
        {
            if (values[i].Key == name)
            {
                return $"{values[i].Value}";
            }
        }

        return null;
    }
}
