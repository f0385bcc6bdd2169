using System.Security.Cryptography;
using ClerkSync.Core;
using ClerkSync.Core.ClerkApi;
using ClerkSync.Core.Database;
using ClerkSync.Core.Sessions;
using ClerkSync.Core.StripeApi;
using ClerkSync.Core.Webhooks;
using Microsoft.Extensions.Configuration;

namespace ClerkSync.LocalHost.Up;

/// <summary>The settings of a session: those that were given, and what a laptop lacks.</summary>
internal sealed class UpSettings(UpOptions options)
{
    /// <summary>The setting that names the endpoint, for <c>trigger</c> and <c>doctor</c>.</summary>
    public const string EndpointSetting = "CLERKSYNC_URL";

    // In clerk.env: whether access is checked.
    private const string AccessName = "CLERKSYNC_ACCESS";
    private const string Section = "ClerkSync";
    private const string RevealKey = "ClerkSync:ApiKeys:RevealKey";
    private const int FunctionKeyLength = 40;
    private const int RevealKeyLength = 32;

    private readonly GivenSettings _given = GivenSettings.Read(options.Configuration, options.Data, options.Simulate);

    private readonly bool _isAccessOn =
        options.Access ?? options.Data.ReadSettings().GetValueOrDefault(AccessName) == "true";

    /// <summary>The database's setting; null when a Postgres of our own is to be started.</summary>
    public string? GivenDatabaseUrl => _given.All.GetValueOrDefault(DatabaseSettings.UrlSetting);

    /// <summary>Whether the database's setting comes from an earlier <c>up</c>.</summary>
    public bool IsDatabaseKept => _given.Kept.Contains(DatabaseSettings.UrlSetting);

    /// <summary>Where what was given is kept.</summary>
    public string File => options.Data.SettingsFile;

    /// <summary>Whether a real Clerk was given, so that none is simulated.</summary>
    public bool HasRealClerk => _given.NamesOfClerk.Count > 0;

    /// <summary>Whether the Backend API of a real Clerk can be asked.</summary>
    public bool HasKey => _given.All.ContainsKey(ClerkSecretKey.Setting);

    /// <summary>Whether a Stripe is simulated.</summary>
    public bool SimulatesStripe => _isAccessOn && !HasRealClerk && !HasStripeKey;

    private bool HasStripeKey => _given.All.ContainsKey(StripeSecretKey.Setting);

    /// <summary>Looks at every setting, before anything is started.</summary>
    /// <exception cref="SettingException">One is malformed.</exception>
    /// <exception cref="UpException">The payments of a real Clerk's users would be simulated ones.</exception>
    public void Check()
    {
        if (options.Access is true && HasRealClerk && !HasStripeKey)
        {
            throw new UpException(
                $"--access needs {StripeSecretKey.Setting}: the users of your own Clerk pay in your own Stripe, which is not simulated. "
                    + "Set it, or give --simulate too."
            );
        }

        ClerkSyncSettings.Read(
            new ConfigurationBuilder()
                .AddConfiguration(_given.Configuration)
                .AddInMemoryCollection(
                    new Dictionary<string, string?>
                    {
                        [DatabaseSettings.UrlSetting] = GivenDatabaseUrl ?? "Host=127.0.0.1",
                    }
                )
                .Build()
        );
    }

    /// <summary>Says what was kept, which Clerk it is, and what a real one still needs.</summary>
    public IEnumerable<string> Describe()
    {
        if (_given.Kept.Count > 0)
        {
            yield return $"Taken from {File}, where an earlier up kept it: {string.Join(", ", _given.Kept)}.";
        }

        if (HasRealClerk)
        {
            yield return $"No Clerk is simulated, because the settings of one are given: {string.Join(", ", _given.NamesOfClerk)}.";
        }

        if (HasRealClerk && FindMissing().ToList() is { Count: > 0 } missing)
        {
            yield return $"Still needed: {string.Join("; ", missing)}.";
        }

        if (_isAccessOn && HasStripeKey)
        {
            yield return $"No Stripe is simulated, because {StripeSecretKey.Setting} is given.";
        }
    }

    /// <summary>The key of the functions that are not anonymous; made once.</summary>
    public static string EnsureFunctionKey(DataFolder data) =>
        data.EnsureSecret("function-key", () => RandomNumberGenerator.GetHexString(FunctionKeyLength, lowercase: true));

    /// <summary>The secret that webhooks are signed with; made once when none is given.</summary>
    public string EnsureWebhookSecret() => EnsureWebhookSecrets().Split(',')[0];

    /// <summary>The settings of the functions.</summary>
    /// <param name="databaseUrl">The database's.</param>
    /// <param name="simulated">Those of the simulated Clerk and the simulated Stripe.</param>
    public IConfiguration Complete(string databaseUrl, IReadOnlyList<KeyValuePair<string, string>> simulated) =>
        new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { [RevealKey] = EnsureRevealKey() })
            .AddConfiguration(_given.Configuration)
            .AddInMemoryCollection(
                simulated.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value))
            )
            .AddInMemoryCollection(
                new Dictionary<string, string?>
                {
                    [DatabaseSettings.UrlSetting] = databaseUrl,
                    [WebhookSecrets.Setting] = EnsureWebhookSecrets(),
                }
            )
            .Build();

    /// <summary>Leaves the settings in the data folder, for the verbs, for applications and for the next <c>up</c>.</summary>
    public void Keep(IConfiguration complete, Uri endpoint, IReadOnlyList<KeyValuePair<string, string>> simulated)
    {
        var settings = new Dictionary<string, string>();
        if (_isAccessOn)
        {
            settings[AccessName] = "true";
        }

        foreach (var (name, value) in _given.All)
        {
            // A line has no line ends; of CLERK_JWT_KEY they may be written like this.
            settings[name] = value.ReplaceLineEndings("\\n");
        }

        foreach (var (name, value) in simulated)
        {
            settings[name] = value;
        }

        // A replay must delete as the functions do.
        foreach (var (name, value) in complete.GetSection(Section).AsEnumerable())
        {
            if (value is not null)
            {
                settings[SettingReader.ToName(name)] = value;
            }
        }

        settings[DatabaseSettings.UrlSetting] = complete[DatabaseSettings.UrlSetting]!;
        settings[WebhookSecrets.Setting] = complete[WebhookSecrets.Setting]!;
        settings[EndpointSetting] = endpoint.AbsoluteUri;
        settings[GivenSettings.ListName] = string.Join(' ', _given.All.Keys);
        options.Data.WriteSettings(settings);
    }

    private IEnumerable<string> FindMissing()
    {
        if (WebhookSecrets.Read(_given.Configuration).Count == 0)
        {
            yield return $"{WebhookSecrets.Setting}, without which the deliveries of this Clerk are refused";
        }

        if (!HasKey)
        {
            yield return $"{ClerkSecretKey.Setting} for backfill, drift and repair";
        }

        if (!_given.All.ContainsKey(ClerkIssuer.Setting))
        {
            yield return $"{ClerkIssuer.Setting}, without which every session token is refused";
        }
    }

    private string EnsureRevealKey() =>
        options.Data.EnsureSecret(
            "reveal-key",
            () => Convert.ToBase64String(RandomNumberGenerator.GetBytes(RevealKeyLength))
        );

    private string EnsureWebhookSecrets() =>
        WebhookSecrets.Read(_given.Configuration) is { Count: > 0 } given
            ? string.Join(',', given)
            : LocalClerk.EnsureWebhookSecret(options.Data);
}
