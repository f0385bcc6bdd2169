using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ClerkSync.Core.Access;

/// <summary>Writes values as JSON in the words that the application uses, so that its own code reads them.</summary>
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

    /// <summary>Premium: the other word of the pair that the value is one of, a number in place of a number, else true or false.</summary>
    /// <param name="flag">What is written.</param>
    /// <param name="current">The value that is replaced; null when it is absent.</param>
    /// <param name="column">What its column holds; null when it is in Clerk's metadata.</param>
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

    /// <summary>A time: seconds or milliseconds in place of such, else ISO 8601. A column of numbers without a value gets seconds, as Stripe has.</summary>
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
