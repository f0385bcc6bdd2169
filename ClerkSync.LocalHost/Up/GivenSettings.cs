using ClerkSync.Core;
using ClerkSync.Core.ClerkApi;
using ClerkSync.Core.Database;
using ClerkSync.Core.Sessions;
using ClerkSync.Core.StripeApi;
using ClerkSync.Core.Webhooks;
using Microsoft.Extensions.Configuration;

namespace ClerkSync.LocalHost.Up;

/// <summary>What <c>up</c> was given: by the environment, else by an earlier <c>up</c>, which kept it in <c>clerk.env</c>.</summary>
internal sealed class GivenSettings
{
    /// <summary>In <c>clerk.env</c>: the names of what was given, separated by spaces. The rest was made by <c>up</c>.</summary>
    public const string ListName = "CLERKSYNC_GIVEN";

    private const string Section = "ClerkSync";

    /// <summary>The names of the settings that say which Clerk it is. Any of them means a real one.</summary>
    public static readonly IReadOnlyList<string> OfClerk =
    [
        WebhookSecrets.Setting,
        WebhookSecrets.OlderSetting,
        ClerkSecretKey.Setting,
        ClerkApiUrl.Setting,
        ClerkIssuer.Setting,
        ClerkJwtKey.Setting,
    ];

    /// <summary>The names of the settings that say which Stripe it is.</summary>
    public static readonly IReadOnlyList<string> OfStripe = [StripeSecretKey.Setting, StripeAccount.UrlSetting];

    private static readonly string[] Others = [DatabaseSettings.UrlSetting, AuthorizedParties.Setting, .. OfStripe];

    // What is replaced together: the key of one Clerk is never sent to another.
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

    /// <summary>All that was given, by the name of the variable.</summary>
    public IReadOnlyDictionary<string, string> All { get; }

    /// <summary>The names of those that an earlier <c>up</c> was given.</summary>
    public IReadOnlyList<string> Kept { get; }

    /// <summary>The environment, and what was kept.</summary>
    public IConfiguration Configuration { get; }

    /// <summary>The names of those that say which Clerk it is; none when a Clerk is to be simulated.</summary>
    public IReadOnlyList<string> NamesOfClerk => [.. OfClerk.Where(All.ContainsKey)];

    /// <summary>Reads both places.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="data">Has <c>clerk.env</c>.</param>
    /// <param name="simulate">Takes nothing that was kept, and nothing that names a Clerk or a Stripe.</param>
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

    /// <summary>Keeps settings for the next <c>up</c>, as if this one had been given them.</summary>
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

    /// <summary>The names of what an earlier <c>up</c> was given, as <c>clerk.env</c> lists them.</summary>
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
