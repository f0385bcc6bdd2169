using ClerkSync.Core;
using ClerkSync.Core.Database;
using ClerkSync.Core.Webhooks;
using ClerkSync.LocalHost.Up;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace ClerkSync.Cli.Settings;

/// <summary>The settings of a verb: environment variables, then those in <c>clerk.env</c> in the data folder.</summary>
internal sealed record VerbSettings
{
    /// <summary>The origin of a setting that is an environment variable.</summary>
    public const string Environment = "environment";

    // Two names of one setting. Either name in the environment replaces both in the file.
    private static readonly string[] SecretNames = [WebhookSecrets.Setting, WebhookSecrets.OlderSetting];

    // Settings that are replaced together, so that the key of one Clerk is never sent to another.
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

    public IConfiguration Configuration { get; }

    /// <summary>Registers the services that verbs take from Core. Opens no connection.</summary>
    /// <param name="needsDatabase">
    /// Whether a missing <c>DATABASE_URL</c> is an error. If false, a host that does not exist takes its place.
    /// </param>
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

    /// <summary>The services of <see cref="CreateServices"/>, for callers that add more.</summary>
    /// <exception cref="SettingException">A setting is missing or malformed.</exception>
    public IServiceCollection RegisterServices() =>
        new ServiceCollection().AddClerkSyncCore(WithData("DATABASE_URL").Configuration);

    /// <summary>Returns these settings. Checks first that a setting which <c>up</c> would write is set.</summary>
    /// <exception cref="SettingException">The setting is missing, and there is no data folder.</exception>
    public VerbSettings WithData(string name) =>
        _missingFolder is { } folder && FindOrigin(name) is null
            ? throw new SettingException(
                name,
                $"{name} is not set, and there is no data folder {folder}. Start \"up\" first, or give --data."
            )
            : this;

    /// <summary>Reads only the environment. Empty and blank variables count as unset.</summary>
    public static VerbSettings FromEnvironment(Surroundings surroundings) => new(ReadEnvironment(surroundings), []);

    /// <summary>Reads the environment and the data folder.</summary>
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

    /// <summary>Returns the origin of a setting, as messages show it; null when it is not set.</summary>
    public string? FindOrigin(string name) =>
        _environment.ContainsKey(name) ? Environment
        : _file.ContainsKey(name) ? "data folder"
        : null;

    private static Dictionary<string, string> ReadEnvironment(Surroundings surroundings) =>
        surroundings
            .Variables.Where(variable => !string.IsNullOrWhiteSpace(variable.Value))
            // HTTP_PROXY and http_proxy are the same configuration key.
            .DistinctBy(variable => variable.Key, StringComparer.OrdinalIgnoreCase)
            .ToDictionary();

    private static IEnumerable<KeyValuePair<string, string?>> ToKeys(Dictionary<string, string> variables) =>
        variables.Select(variable => KeyValuePair.Create(SettingReader.ToKey(variable.Key), (string?)variable.Value));
}
