using System.Security.Cryptography;
using ClerkSync.Core;
using ClerkSync.Core.Webhooks;
using Microsoft.Extensions.Configuration;

namespace ClerkSync.LocalHost.Up;

/// <summary>The settings of a session: those that are configured, and what a laptop lacks.</summary>
internal sealed class UpSettings(UpOptions options)
{
    /// <summary>The name of the database's setting.</summary>
    public const string DatabaseUrl = "DATABASE_URL";

    /// <summary>The key of Clerk's Backend API.</summary>
    public const string ClerkSecretKey = "CLERK_SECRET_KEY";

    /// <summary>Where the Backend API is, without <c>/v1</c>.</summary>
    public const string ClerkApiUrl = "CLERK_API_URL";

    /// <summary>Who issues session tokens.</summary>
    public const string ClerkIssuer = "CLERK_ISSUER";

    private const string Section = "ClerkSync";
    private const string RevealKey = "ClerkSync:ApiKeys:RevealKey";
    private const string Url = "CLERKSYNC_URL";
    private const int SecretLength = 24;
    private const int FunctionKeyLength = 40;
    private const int RevealKeyLength = 32;

    /// <summary>The database's setting; null when a Postgres of our own is to be started.</summary>
    public string? ConfiguredDatabaseUrl =>
        options.Configuration[DatabaseUrl] is { } configured && !string.IsNullOrWhiteSpace(configured)
            ? configured
            : null;

    /// <summary>Looks at every setting, before anything is started.</summary>
    /// <exception cref="SettingException">One is malformed.</exception>
    public void Check() =>
        ClerkSyncSettings.Read(
            new ConfigurationBuilder()
                .AddConfiguration(options.Configuration)
                .AddInMemoryCollection(
                    new Dictionary<string, string?> { [DatabaseUrl] = ConfiguredDatabaseUrl ?? "Host=127.0.0.1" }
                )
                .Build()
        );

    /// <summary>The key of the functions that are not anonymous; made once.</summary>
    public string EnsureFunctionKey() =>
        options.Data.EnsureSecret(
            "function-key",
            () => RandomNumberGenerator.GetHexString(FunctionKeyLength, lowercase: true)
        );

    /// <summary>Whether a real Clerk is configured, so that none is simulated.</summary>
    public bool HasRealClerk => options.Configuration[ClerkSecretKey] is { Length: > 0 };

    /// <summary>The secret that webhooks are signed with; made once when none is configured.</summary>
    public string EnsureWebhookSecret() => EnsureWebhookSecrets().Split(',')[0];

    /// <summary>The settings of the functions.</summary>
    /// <param name="databaseUrl">The database's.</param>
    /// <param name="clerk">Null when none is simulated.</param>
    public IConfiguration Complete(string databaseUrl, ClerkAddress? clerk) =>
        new ConfigurationBuilder()
            .AddInMemoryCollection(OfClerk(clerk))
            .AddInMemoryCollection(new Dictionary<string, string?> { [RevealKey] = EnsureRevealKey() })
            .AddConfiguration(options.Configuration)
            .AddInMemoryCollection(
                new Dictionary<string, string?>
                {
                    [DatabaseUrl] = databaseUrl,
                    [WebhookSecrets.Setting] = EnsureWebhookSecrets(),
                }
            )
            .Build();

    /// <summary>
    /// Leaves the settings in the data folder, for the verbs and for applications. A real Clerk's key is not written.
    /// </summary>
    public void Keep(IConfiguration complete, Uri endpoint, ClerkAddress? clerk)
    {
        var settings = new Dictionary<string, string>
        {
            [DatabaseUrl] = complete[DatabaseUrl]!,
            [WebhookSecrets.Setting] = complete[WebhookSecrets.Setting]!,
            [Url] = endpoint.AbsoluteUri,
        };
        foreach (var name in OfClerk(clerk).Keys)
        {
            settings[name] = complete[name]!;
        }

        // A replay must delete as the functions do.
        foreach (var (name, value) in complete.GetSection(Section).AsEnumerable())
        {
            if (value is not null)
            {
                settings[name.Replace(":", "__", StringComparison.Ordinal)] = value;
            }
        }

        options.Data.WriteSettings(settings);
    }

    private static Dictionary<string, string?> OfClerk(ClerkAddress? clerk) =>
        clerk is null
            ? []
            : new Dictionary<string, string?>
            {
                [ClerkApiUrl] = clerk.Url,
                [ClerkSecretKey] = clerk.SecretKey,
                [ClerkIssuer] = clerk.Url,
            };

    private string EnsureRevealKey() =>
        options.Data.EnsureSecret(
            "reveal-key",
            () => Convert.ToBase64String(RandomNumberGenerator.GetBytes(RevealKeyLength))
        );

    private string EnsureWebhookSecrets() =>
        WebhookSecrets.Read(options.Configuration) is { Count: > 0 } configured
            ? string.Join(',', configured)
            : options.Data.EnsureSecret(
                "webhook-secret",
                () => $"whsec_{Convert.ToBase64String(RandomNumberGenerator.GetBytes(SecretLength))}"
            );
}
