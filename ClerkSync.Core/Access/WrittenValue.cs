using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ClerkSync.Core.Access;

/// <summary>Writes JSON values in the format that the application already uses, so that its code can read them.</summary>
internal static class WrittenValue
{
    private static readonly (string True, string False)[] Words =
    [
        ("true", "false"),
        ("1", "0"),
        ("yes", "no"),
        ("on", "off"),
        ("premium", "free"),
        ("active", "inactive"),
    ];

    public static string Text(string text) => JsonValue.Create(text).ToJsonString();

    /// <summary>
    /// Writes a premium flag in the format of the current value: as a number, or with a word pair such as yes/no; else as true or false.
    /// </summary>
    /// <param name="current">The value that is replaced; null when it is absent.</param>
    /// <param name="column">The type of the column; null when the value is in Clerk's metadata.</param>
    public static string Flag(bool flag, JsonElement? current, ColumnShape? column)
    {
        var isText = current?.ValueKind == JsonValueKind.String || (current is null && column == ColumnShape.Text);
        var isNumber = current?.ValueKind == JsonValueKind.Number || (current is null && column == ColumnShape.Number);
        var (yes, no) = Array.Find(
            Words,
            pair =>
                isText
                && current?.GetString()!.Trim() is { } word
                && (
                    pair.True.Equals(word, StringComparison.OrdinalIgnoreCase)
                    || pair.False.Equals(word, StringComparison.OrdinalIgnoreCase)
                )
        );
        return isNumber ? (flag ? "1" : "0")
            : isText ? Text((flag ? yes : no) ?? (flag ? "true" : "false"))
            : flag ? "true"
            : "false";
    }

    /// <summary>
    /// Writes a time in the format of the current value: an epoch in seconds or milliseconds, else ISO 8601. A numeric column without a
    /// value gets seconds, like Stripe's times.
    /// </summary>
    /// <inheritdoc cref="Flag"/>
    public static string Time(DateTimeOffset time, JsonElement? current, ColumnShape? column)
    {
        var isText = current?.ValueKind == JsonValueKind.String;
        var isNumber = current?.ValueKind == JsonValueKind.Number || (current is null && column == ColumnShape.Number);
        var isEpoch = long.TryParse(
            isText ? current!.Value.GetString() : $"{current}",
            NumberStyles.AllowLeadingSign,
            CultureInfo.InvariantCulture,
            out var epoch
        );
        if (!isEpoch && !isNumber)
        {
            return Text(time.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture));
        }

        var written = (
            epoch < AccessValue.FirstMilliseconds ? time.ToUnixTimeSeconds() : time.ToUnixTimeMilliseconds()
        ).ToString(CultureInfo.InvariantCulture);
        return isText ? Text(written) : written;
    }
}
