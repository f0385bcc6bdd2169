using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace ClerkSync.Core;

/// <summary>Reads the settings that <see cref="ClerkSyncSettings"/> declares, and collects their errors.</summary>
public sealed class SettingReader
{
    private readonly IConfiguration _configuration;
    private readonly List<Setting> _settings = [];

    internal SettingReader(IConfiguration configuration) => _configuration = configuration;

    internal IReadOnlyList<Setting> Settings => _settings;

    /// <param name="read">Throws a <see cref="SettingException"/> when the setting is missing or malformed.</param>
    /// <param name="show">Converts the value to what <c>doctor</c> shows; null shows the text of the variable.</param>
    /// <returns>The default of <typeparamref name="T"/> after an error.</returns>
    internal T Read<T>(Setting setting, Func<IConfiguration, T> read, Func<T, string?>? show = null)
    {
        try
        {
            var value = read(_configuration);
            _settings.Add(setting with { Shown = show is null ? value?.ToString() : show(value) });
            return value;
        }
        catch (SettingException exception)
        {
            _settings.Add(setting with { Error = exception });
            return default!;
        }
    }

    /// <summary>Reads a setting that only one feature uses. An error does not prevent the start, and is thrown where the value is used.</summary>
    internal Lazy<T> ReadOnUse<T>(Setting setting, Func<IConfiguration, T> read, Func<T, string?>? show = null)
    {
        var value = new Lazy<T>(() => read(_configuration));
        Read(setting with { StopsStart = false }, _ => value.Value, show);
        return value;
    }

    /// <summary>Parses the text of a setting that only one feature uses, or its default.</summary>
    internal Lazy<T> ParseOnUse<T>(Setting setting, string shape, Func<string, T> parse, Func<T, string?> show) =>
        ReadOnUse(setting, configuration => Find(configuration, setting.Name, shape, parse, setting.Default)!, show);

    /// <summary>Parses the text of a setting, or its default.</summary>
    /// <param name="shape">The end of the error message "NAME must be …".</param>
    /// <param name="parse">Throws a <see cref="FormatException"/> when the text is malformed.</param>
    /// <returns>Null when there is neither a text nor a default.</returns>
    internal T? Find<T>(Setting setting, string shape, Func<string, T> parse, Func<T?, string?>? show = null) =>
        Read(setting, configuration => Find(configuration, setting.Name, shape, parse, setting.Default), show);

    /// <summary>Parses the text of a setting that has a default.</summary>
    internal T Parse<T>(Setting setting, string shape, Func<string, T> parse) => Find(setting, shape, parse)!;

    internal int ParseDays(Setting setting, int least)
    {
        const int Most = 3650;
        var described = setting with { Description = $"{setting.Description}: {least} to {Most} days." };
        return Parse(
            described,
            $"a whole number of days from {least} to {Most}",
            text => ParseNumber(text, least, Most)
        );
    }

    internal T ParseEnum<T>(Setting setting)
        where T : struct, Enum =>
        Read(setting, configuration => FindEnum<T>(configuration, setting.Name, setting.Default!), ToLower);

    /// <exception cref="SettingException">Settings are missing or malformed; the message has a line for each.</exception>
    internal void ThrowErrors()
    {
        // DATABASE_URL's reader also reports a malformed identity.
        var errors = _settings
            .Where(setting => setting.StopsStart)
            .Select(setting => setting.Error)
            .OfType<SettingException>()
            .DistinctBy(error => error.Message);
        if (errors.ToList() is [_, ..] found)
        {
            throw new SettingException(found);
        }
    }

    /// <summary>Converts the name of an environment variable to a configuration key.</summary>
    internal static string ToKey(string name) =>
        name.Replace("__", ConfigurationPath.KeyDelimiter, StringComparison.Ordinal);

    /// <summary>Converts a configuration key to the name of an environment variable.</summary>
    internal static string ToName(string key) =>
        key.Replace(ConfigurationPath.KeyDelimiter, "__", StringComparison.Ordinal);

    internal static T FindEnum<T>(IConfiguration configuration, string name, string absent)
        where T : struct, Enum =>
        Find(
            configuration,
            name,
            $"one of {string.Join(", ", Enum.GetNames<T>()).ToLowerInvariant()}",
            // Enum.Parse alone also accepts numbers and lists.
            text =>
                Enum.GetNames<T>().Contains(text, StringComparer.OrdinalIgnoreCase)
                    ? Enum.Parse<T>(text, ignoreCase: true)
                    : throw new FormatException(),
            absent
        );

    internal static int? FindNumber(IConfiguration configuration, string name, int least, int most) =>
        Find<int?>(
            configuration,
            name,
            $"a whole number from {least} to {most}",
            text => ParseNumber(text, least, most)
        );

    internal static string ToLower<T>(T value) => $"{value}".ToLowerInvariant();

    private static T? Find<T>(
        IConfiguration configuration,
        string name,
        string shape,
        Func<string, T> parse,
        string? absent = null
    )
    {
        var text = configuration[ToKey(name)]?.Trim() is { Length: > 0 } given ? given : absent;
        try
        {
            return text is null ? default : parse(text);
        }
        catch (Exception exception) when (exception is FormatException or OverflowException)
        {
            throw new SettingException(name, $"{name} must be {shape}.");
        }
    }

    private static int ParseNumber(string text, int least, int most) =>
        int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture) is var number
        && number >= least
        && number <= most
            ? number
            : throw new FormatException();
}
