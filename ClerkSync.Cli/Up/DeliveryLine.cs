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
        var values = (state as IReadOnlyList<KeyValuePair<string, object?>> ?? [])
            .DistinctBy(value => value.Key)
            .ToDictionary(value => value.Key, value => $"{value.Value}");
        if (
            values.GetValueOrDefault("SvixId") is not { } svixId
            || values.GetValueOrDefault("EventType") is not { } eventType
        )
        {
            return null;
        }

        var text = $"{svixId} {eventType}";
        return values.GetValueOrDefault("Answer") is { } answer
                ? new DeliveryLine(answer, text, IsTold: answer is "failed" or "wrong_instance")
            : values.GetValueOrDefault("Error") is { } error
                ? new DeliveryLine(level == LogLevel.Error ? "failed" : "refused", $"{text}: {error}", IsTold: false)
            : null;
    }
}
