using System.Globalization;
using System.Text.Json;

namespace ClerkSync.Core.Access;

/// <summary>Reads the values that applications store. An absent value and <c>null</c> are treated the same.</summary>
internal static class AccessValue
{
    /// <summary>An epoch below this number is in seconds, any other in milliseconds.</summary>
    public const long FirstMilliseconds = 100_000_000_000;

    private static readonly HashSet<string> True = new(StringComparer.OrdinalIgnoreCase)
    {
        "true",
        "1",
        "yes",
        "on",
        "premium",
        "active",
    };

    private static readonly HashSet<string> False = new(StringComparer.OrdinalIgnoreCase)
    {
        "",
        "false",
        "0",
        "no",
        "off",
        "free",
        "inactive",
        "none",
    };

    /// <returns>False when the value has another type or format.</returns>
    public static bool TryReadPremium(JsonElement? value, out bool premium)
    {
        var text = TextOf(value);
        premium = text is not null && True.Contains(text);
        return text is null ? IsAbsent(value) : premium || False.Contains(text);
    }

    /// <inheritdoc cref="TryReadPremium"/>
    public static bool TryReadPlan(JsonElement? value, out string? plan)
    {
        plan = value is { ValueKind: JsonValueKind.String } text ? text.GetString()!.Trim() : null;
        plan = plan is "" ? null : plan;
        return IsAbsent(value) || value?.ValueKind == JsonValueKind.String;
    }

    /// <inheritdoc cref="TryReadPremium"/>
    public static bool TryReadCustomer(JsonElement? value, out string? customer) =>
        TryReadPlan(value, out customer) && customer?.StartsWith("cus_", StringComparison.Ordinal) is null or true;

    /// <summary>Reads ISO 8601, as UTC when no zone is given, or an epoch in seconds or milliseconds.</summary>
    /// <inheritdoc cref="TryReadPremium"/>
    public static bool TryReadTime(JsonElement? value, out DateTimeOffset? time)
    {
        time = null;
        if (IsAbsent(value) || TextOf(value) is not { } text || text.Length == 0)
        {
            return IsAbsent(value) || TextOf(value) is "";
        }

        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var epoch))
        {
            var milliseconds = epoch is > -FirstMilliseconds and < FirstMilliseconds ? epoch * 1000 : epoch;
            if (milliseconds is < -62_135_596_800_000 or > 253_402_300_799_999)
            {
                return false;
            }

            time = DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
            return true;
        }

        var isRead = DateTimeOffset.TryParse(
            text,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var read
        );
        // .NET also parses "May 5".
        isRead &= text.Length >= 10 && text[4] == '-' && text[7] == '-';
        time = isRead ? read : null;
        return isRead;
    }

    /// <summary>Reads <c>{feature: boolean}</c> into the features that are true.</summary>
    /// <inheritdoc cref="TryReadPremium"/>
    public static bool TryReadEntitlements(JsonElement? value, out IReadOnlySet<string> features)
    {
        var read = new HashSet<string>(StringComparer.Ordinal);
        features = read;
        if (value is not { ValueKind: JsonValueKind.Object } given)
        {
            return IsAbsent(value);
        }

        foreach (var feature in given.EnumerateObject())
        {
            if (feature.Value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
            {
                return false;
            }

            if (feature.Value.ValueKind == JsonValueKind.True)
            {
                read.Add(feature.Name);
            }
        }

        return true;
    }

    private static bool IsAbsent(JsonElement? value) =>
        value is null or { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined };

    /// <summary>A string, number or boolean as text; null when the value is absent or has another type.</summary>
    private static string? TextOf(JsonElement? value) =>
        value?.ValueKind switch
        {
            JsonValueKind.String => value.Value.GetString()!.Trim(),
            JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.Value.GetRawText(),
            _ => null,
        };
}
