using System.Text.Json.Serialization;

namespace ClerkSync.Cli.Doctor;

/// <summary>What a check found.</summary>
/// <param name="Check">What was looked at.</param>
/// <param name="Status">How it is.</param>
/// <param name="Found">What there is, never the value of a secret.</param>
/// <param name="Advice">What to do; null when there is nothing to do.</param>
internal sealed record Finding(string Check, FindingStatus Status, string Found, string? Advice = null)
{
    public static Finding Ok(string check, string found) => new(check, FindingStatus.Ok, found);

    public static Finding Warning(string check, string found, string? advice = null) =>
        new(check, FindingStatus.Warning, found, advice);

    public static Finding Problem(string check, string found, string? advice = null) =>
        new(check, FindingStatus.Problem, found, advice);
}

/// <summary>How bad it is.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FindingStatus>))]
internal enum FindingStatus
{
    [JsonStringEnumMemberName("ok")]
    Ok,

    /// <summary>It works, or this machine cannot tell.</summary>
    [JsonStringEnumMemberName("warning")]
    Warning,

    /// <summary>Deliveries will not be applied.</summary>
    [JsonStringEnumMemberName("problem")]
    Problem,
}
