using System.Security.Cryptography;
using ClerkSync.Core;
using ClerkSync.Core.ClerkApi;
using ClerkSync.Core.Database;
using ClerkSync.Core.Sessions;
using ClerkSync.Core.StripeApi;
using ClerkSync.Core.Webhooks;
using Microsoft.Extensions.Configuration;

namespace ClerkSync.LocalHost.Up;

/// <summary>The settings of a session: those that were given, and generated ones for the rest.</summary>
internal sealed class UpSettings(UpOptions options)
{
    /// <summary>The setting with the URL of the endpoint, for <c>trigger</c> and <c>doctor</c>.</summary>
    public const string EndpointSetting = "CLERKSYNC_URL";

    // A line in clerk.env: whether access is checked.
    private const string AccessName = "CLERKSYNC_ACCESS";
    private const string Section = "ClerkSync";
    private const string RevealKey = "ClerkSync:ApiKeys:RevealKey";
    private const int FunctionKeyLength = 40;
    private const int RevealKeyLength = 32;

    private readonly GivenSettings _given = GivenSettings.Read(options.Configuration, options.Data, options.Simulate);

    private readonly bool _isAccessOn =
        options.Access ?? options.Data.ReadSettings().GetValueOrDefault(AccessName) == "true";

    /// <summary>The given <c>DATABASE_URL</c>; null when the local Postgres is to be started.</summary>
    public string? GivenDatabaseUrl => _given.All.GetValueOrDefault(DatabaseSettings.UrlSetting);

    /// <summary>Whether <c>DATABASE_URL</c> was given to an earlier <c>up</c>.</summary>
    public bool IsDatabaseKept => _given.Kept.Contains(DatabaseSettings.UrlSetting);

    /// <summary>The file in which given settings are stored.</summary>
    public string File => options.Data.SettingsFile;

    /// <summary>Whether a real Clerk was given, so that no Clerk is simulated.</summary>
    public bool HasRealClerk => _given.NamesOfClerk.Count > 0;

    /// <summary>Whether there is a key for the Backend API of a real Clerk.</summary>
    public bool HasKey => _given.All.ContainsKey(ClerkSecretKey.Setting);

    public bool SimulatesStripe => _isAccessOn && !HasRealClerk && !HasStripeKey;

    private bool HasStripeKey => _given.All.ContainsKey(StripeSecretKey.Setting);

    /// <summary>Validates every setting before anything is started.</summary>
    /// <exception cref="SettingException">A setting is malformed.</exception>
    /// <exception cref="UpException">Access is to be checked with a real Clerk, but no Stripe key is given.</exception>
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

    /// <summary>Sentences about the stored settings, the Clerk in use, and what a real Clerk still needs.</summary>
    public IEnumerable<string> Describe()
    {
        if (_given.Kept.Count > 0)
        {
            yield return $"Taken from {File}, where an earlier up stored them: {string.Join(", ", _given.Kept)}.";
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

    /// <summary>The key for functions that are not anonymous. Created once.</summary>
    public static string EnsureFunctionKey(DataFolder data) =>
        data.EnsureSecret("function-key", () => RandomNumberGenerator.GetHexString(FunctionKeyLength, lowercase: true));

    /// <summary>The secret that signs webhooks. Created once if none is given.</summary>
    public string EnsureWebhookSecret() => EnsureWebhookSecrets().Split(',')[0];

    /// <summary>All settings of the functions.</summary>
    /// <param name="simulated">The settings of the simulated Clerk and the simulated Stripe.</param>
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

    /// <summary>Writes the settings to the data folder, for the verbs, for applications and for the next <c>up</c>.</summary>
    public void Keep(IConfiguration complete, Uri endpoint, IReadOnlyList<KeyValuePair<string, string>> simulated)
    {
        var settings = new Dictionary<string, string>();
        if (_isAccessOn)
        {
            settings[AccessName] = "true";
        }

        foreach (var (name, value) in _given.All)
        {
            // A setting is one line. CLERK_JWT_KEY may be written with \n in place of line breaks.
            settings[name] = value.ReplaceLineEndings("\\n");
        }

        foreach (var (name, value) in simulated)
        {
            settings[name] = value;
        }

        // These settings, such as the delete mode, must also apply to the verbs, because a replay deletes like the functions.
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
            yield return $"{WebhookSecrets.Setting}, without which the deliveries of this Clerk are rejected";
        }

        if (!HasKey)
        {
            yield return $"{ClerkSecretKey.Setting} for backfill, drift and repair";
        }

        if (!_given.All.ContainsKey(ClerkIssuer.Setting))
        {
            yield return $"{ClerkIssuer.Setting}, without which every session token is rejected";
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
