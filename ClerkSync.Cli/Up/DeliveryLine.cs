using Microsoft.Extensions.Logging;

namespace ClerkSync.Cli.Up;

/// <summary>What is logged of a delivery.</summary>
/// <param name="Word">What became of it.</param>
/// <param name="Text">Its id and type, and why it failed.</param>
/// <param name="IsTold">Whether a line with the reason came before this one.</param>
internal sealed record DeliveryLine(string Word, string Text, bool IsTold)
{
    /// <summary>Reads the values of a log entry; null when it is about something else.</summary>
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
                ? new DeliveryLine(level == LogLevel.Error ? "failed" : "refused", $"{text}: {error}", IsTold: false)
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
