using ClerkSync.Core;
using ClerkSync.Core.ClerkApi;
using ClerkSync.Core.Database;
using ClerkSync.Core.Sessions;
using ClerkSync.Core.StripeApi;
using ClerkSync.Core.Webhooks;
using Microsoft.Extensions.Configuration;

namespace ClerkSync.LocalHost.Up;

/// <summary>
/// The settings that the user gave to <c>up</c>: in the environment, else to an earlier <c>up</c>, which stored them in <c>clerk.env</c>.
/// </summary>
internal sealed class GivenSettings
{
    /// <summary>
    /// The line in <c>clerk.env</c> with the names of the given settings, separated by spaces. <c>up</c> generated the others.
    /// </summary>
    public const string ListName = "CLERKSYNC_GIVEN";

    private const string Section = "ClerkSync";

    /// <summary>The settings of a real Clerk. If one of them is given, no Clerk is simulated.</summary>
    public static readonly IReadOnlyList<string> OfClerk =
    [
        WebhookSecrets.Setting,
        WebhookSecrets.OlderSetting,
        ClerkSecretKey.Setting,
        ClerkApiUrl.Setting,
        ClerkIssuer.Setting,
        ClerkJwtKey.Setting,
    ];

    /// <summary>The settings of a real Stripe.</summary>
    public static readonly IReadOnlyList<string> OfStripe = [StripeSecretKey.Setting, StripeAccount.UrlSetting];

    private static readonly string[] Others = [DatabaseSettings.UrlSetting, AuthorizedParties.Setting, .. OfStripe];

    // Settings that are replaced together, so that the key of one Clerk is never sent to another.
    private static readonly string[][] Groups =
    [
        [WebhookSecrets.Setting, WebhookSecrets.OlderSetting],
        [ClerkSecretKey.Setting, ClerkApiUrl.Setting],
        [ClerkIssuer.Setting, ClerkJwtKey.Setting],
        [.. OfStripe],
    ];

    private GivenSettings(
        Dictionary<string, string> environment,
        Dictionary<string, string> kept,
        IConfiguration configuration
    )
    {
        Kept = [.. kept.Keys];
        All = environment.Concat(kept).ToDictionary();
        Configuration = new ConfigurationBuilder()
            .AddConfiguration(configuration)
            .AddInMemoryCollection(
                All.Select(setting => KeyValuePair.Create(SettingReader.ToKey(setting.Key), (string?)setting.Value))
            )
            .Build();
    }

    /// <summary>All given settings, by the name of the variable.</summary>
    public IReadOnlyDictionary<string, string> All { get; }

    /// <summary>The names of settings that an earlier <c>up</c> was given.</summary>
    public IReadOnlyList<string> Kept { get; }

    /// <summary>The environment, with the stored settings.</summary>
    public IConfiguration Configuration { get; }

    /// <summary>The names of the given settings of a real Clerk; empty when a Clerk is simulated.</summary>
    public IReadOnlyList<string> NamesOfClerk => [.. OfClerk.Where(All.ContainsKey)];

    /// <summary>Reads the environment and <c>clerk.env</c>.</summary>
    /// <param name="simulate">Whether to ignore the stored settings and all settings of a Clerk or a Stripe.</param>
    public static GivenSettings Read(IConfiguration environment, DataFolder data, bool simulate)
    {
        if (simulate)
        {
            var without = OfClerk.Concat(OfStripe).ToDictionary(name => name, _ => (string?)null);
            environment = new ConfigurationBuilder()
                .AddConfiguration(environment)
                .AddInMemoryCollection(without)
                .Build();
        }

        var here = ReadEnvironment(environment);
        return new GivenSettings(here, simulate ? [] : ReadKept(data, here), environment);
    }

    /// <summary>Stores settings for the next <c>up</c>, as if this one had been given them.</summary>
    public static void Add(DataFolder data, IReadOnlyList<KeyValuePair<string, string>> given)
    {
        var settings = new Dictionary<string, string>(data.ReadSettings());
        foreach (var (name, value) in given)
        {
            settings[name] = value;
        }

        settings[ListName] = string.Join(' ', ReadNames(settings).Union(given.Select(setting => setting.Key)));
        data.WriteSettings(settings);
    }

    /// <summary>The names of settings that an earlier <c>up</c> was given, according to <c>clerk.env</c>.</summary>
    public static IReadOnlyList<string> ReadNames(IReadOnlyDictionary<string, string> settings) =>
        settings.GetValueOrDefault(ListName, "").Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static Dictionary<string, string> ReadEnvironment(IConfiguration environment)
    {
        var section = environment
            .GetSection(Section)
            .AsEnumerable()
            .Select(setting => SettingReader.ToName(setting.Key));
        return OfClerk
            .Concat(Others)
            .Concat(section)
            .Select(name => KeyValuePair.Create(name, environment[SettingReader.ToKey(name)]))
            .Where(setting => !string.IsNullOrWhiteSpace(setting.Value))
            .ToDictionary(setting => setting.Key, setting => setting.Value!);
    }

    private static Dictionary<string, string> ReadKept(DataFolder data, Dictionary<string, string> environment)
    {
        var settings = data.ReadSettings();
        var replaced = Groups.Where(group => group.Any(environment.ContainsKey)).SelectMany(group => group);
        return ReadNames(settings)
            .Except(environment.Keys.Concat(replaced), StringComparer.OrdinalIgnoreCase)
            .Where(settings.ContainsKey)
            .ToDictionary(name => name, name => settings[name]);
    }
}
