using System.Text.Json.Serialization;

namespace ClerkSync.Cli.Doctor;

/// <summary>The result of a check.</summary>
/// <param name="Check">The name of the check.</param>
/// <param name="Found">The result of the check. Never contains the value of a secret.</param>
/// <param name="Advice">The remedy; null when nothing needs to be done.</param>
internal sealed record Finding(string Check, FindingStatus Status, string Found, string? Advice = null)
{
    public static Finding Ok(string check, string found) => new(check, FindingStatus.Ok, found);

    public static Finding Warning(string check, string found, string? advice = null) =>
        new(check, FindingStatus.Warning, found, advice);

    public static Finding Problem(string check, string found, string? advice = null) =>
        new(check, FindingStatus.Problem, found, advice);
}

[JsonConverter(typeof(JsonStringEnumConverter<FindingStatus>))]
internal enum FindingStatus
{
    [JsonStringEnumMemberName("ok")]
    Ok,

    /// <summary>Deliveries are applied, or this machine cannot determine whether they are.</summary>
    [JsonStringEnumMemberName("warning")]
    Warning,

    /// <summary>Deliveries will not be applied.</summary>
    [JsonStringEnumMemberName("problem")]
    Problem,
}
