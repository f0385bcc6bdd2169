namespace ClerkSync.Core;

/// <summary>A setting's declaration, with the result of reading it.</summary>
/// <param name="Name">The environment variable.</param>
/// <param name="Description">The purpose and the possible values: one or two sentences of Markdown.</param>
/// <param name="Default">The value that an unset or empty variable means, as it would be written; null when there is no default.</param>
/// <param name="Unset">The consequence of leaving it unset, as the end of "not set: …"; null when there is a default.</param>
/// <param name="Sample">The value in <c>local.settings.sample.json</c>; null for the default.</param>
/// <param name="OlderName">An older name of the same variable; null when it has none.</param>
/// <param name="StopsStart">Whether an error in the value prevents the start.</param>
internal sealed record Setting(
    string Name,
    string Description,
    string? Default = null,
    string? Unset = null,
    string? Sample = null,
    string? OlderName = null,
    bool StopsStart = true
)
{
    /// <summary>The value as <c>doctor</c> shows it, never a secret; null when there is neither a value nor a default.</summary>
    public string? Shown { get; init; }

    /// <summary>The problem with the value; null when there is none.</summary>
    public SettingException? Error { get; init; }
}
