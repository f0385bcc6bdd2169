using ClerkSync.Core;
using ClerkSync.Core.Database;
using ClerkSync.Core.Webhooks;
using ClerkSync.LocalHost.Up;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace ClerkSync.Cli.Settings;

/// <summary>The settings of a verb: the environment's, else those in the data folder's <c>clerk.env</c>.</summary>
internal sealed record VerbSettings
{
    /// <summary>Where a setting comes from that the process was started with.</summary>
    public const string Environment = "environment";

    // Two names of one setting: one of them in the environment replaces either in the file.
    private static readonly string[] SecretNames = [WebhookSecrets.Setting, WebhookSecrets.OlderSetting];

    // What belongs together: the key of one Clerk is never sent to another.
    private static readonly string[] ClerkNames = ["CLERK_SECRET_KEY", "CLERK_API_URL", "CLERK_ISSUER"];

    private readonly Dictionary<string, string> _environment;
    private readonly Dictionary<string, string> _file;
    private string? _missingFolder;

    private VerbSettings(Dictionary<string, string> environment, Dictionary<string, string> file)
    {
        _environment = environment;
        _file = file;
        Configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(ToKeys(file))
            .AddInMemoryCollection(ToKeys(environment))
            .Build();
    }

    /// <summary>As Core reads them.</summary>
    public IConfiguration Configuration { get; }

    /// <summary>What the verbs take from Core. Opens no connection.</summary>
    /// <param name="needsDatabase">Whether a missing <c>DATABASE_URL</c> is an error, and not a database that no host has.</param>
    /// <exception cref="SettingException">A setting is missing or malformed.</exception>
    public ServiceProvider CreateServices(bool needsDatabase = true) =>
        (
            needsDatabase || FindOrigin(DatabaseSettings.UrlSetting) is not null
                ? RegisterServices()
                : new ServiceCollection().AddClerkSyncCore(
                    new ConfigurationBuilder()
                        .AddConfiguration(Configuration)
                        .AddInMemoryCollection([new(DatabaseSettings.UrlSetting, "Host=none.invalid")])
                        .Build()
                )
        ).BuildServiceProvider();

    /// <summary>The same, for who adds to it.</summary>
    /// <exception cref="SettingException">A setting is missing or malformed.</exception>
    public IServiceCollection RegisterServices() =>
        new ServiceCollection().AddClerkSyncCore(WithData("DATABASE_URL").Configuration);

    /// <summary>These settings, for one that is needed and comes from <c>up</c> if not from the environment.</summary>
    /// <exception cref="SettingException">The environment lacks it, and there is no data folder.</exception>
    public VerbSettings WithData(string name) =>
        _missingFolder is { } folder && FindOrigin(name) is null
            ? throw new SettingException(
                name,
                $"{name} is not set, and there is no data folder {folder}. Start \"up\" first, or give --data."
            )
            : this;

    /// <summary>The environment's alone; variables that are empty or blank count as unset.</summary>
    public static VerbSettings FromEnvironment(Surroundings surroundings) => new(ReadEnvironment(surroundings), []);

    /// <summary>Reads both places.</summary>
    public static VerbSettings Read(Surroundings surroundings, DataFolder data)
    {
        var environment = ReadEnvironment(surroundings);
        var file = new Dictionary<string, string>(data.ReadSettings());
        foreach (var names in (string[][])[SecretNames, ClerkNames, [.. GivenSettings.OfStripe]])
        {
            if (names.Any(environment.ContainsKey))
            {
                Array.ForEach(names, name => file.Remove(name));
            }
        }

        return new VerbSettings(environment, file) { _missingFolder = data.Exists ? null : data.FullPath };
    }

    /// <summary>Where a setting comes from, for a person; null when it is not set.</summary>
    public string? FindOrigin(string name) =>
        _environment.ContainsKey(name) ? Environment
        : _file.ContainsKey(name) ? "data folder"
        : null;

    private static Dictionary<string, string> ReadEnvironment(Surroundings surroundings) =>
        surroundings
            .Variables.Where(variable => !string.IsNullOrWhiteSpace(variable.Value))
            // HTTP_PROXY and http_proxy are one key of a configuration.
            .DistinctBy(variable => variable.Key, StringComparer.OrdinalIgnoreCase)
            .ToDictionary();

    private static IEnumerable<KeyValuePair<string, string?>> ToKeys(Dictionary<string, string> variables) =>
        variables.Select(variable => KeyValuePair.Create(SettingReader.ToKey(variable.Key), (string?)variable.Value));
}
