using ClerkSync.Core.Disclosure;

namespace ClerkSync.Core;

/// <summary>A setting is missing or cannot be read. The message is a sentence that names the setting, never its value.</summary>
/// <param name="setting">The setting's name, as <c>docs/settings.md</c> spells it.</param>
/// <param name="message">The problem with the setting, and the remedy.</param>
public sealed class SettingException(string setting, string message) : Exception(message), IUserMessage
{
    internal SettingException(IReadOnlyCollection<SettingException> errors)
        : this(
            string.Join(", ", errors.Select(error => error.Setting)),
            string.Join('\n', errors.Select(error => error.Message))
        ) { }

    /// <summary>The setting's name, as <c>docs/settings.md</c> spells it; several are separated by commas.</summary>
    public string Setting { get; } = setting;
}
