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

    private const string Section = "ClerkSync";
    private const string Url = "CLERKSYNC_URL";
    private const int SecretLength = 24;
    private const int FunctionKeyLength = 40;

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

    /// <summary>The settings of the functions. A signing secret is made once when none is configured.</summary>
    public IConfiguration Complete(string databaseUrl) =>
        new ConfigurationBuilder()
            .AddConfiguration(options.Configuration)
            .AddInMemoryCollection(
                new Dictionary<string, string?>
                {
                    [DatabaseUrl] = databaseUrl,
                    [WebhookSecrets.Setting] = EnsureWebhookSecrets(),
                }
            )
            .Build();

    /// <summary>Leaves the settings in the data folder, for the verbs.</summary>
    public void Keep(IConfiguration complete, Uri endpoint)
    {
        var settings = new Dictionary<string, string>
        {
            [DatabaseUrl] = complete[DatabaseUrl]!,
            [WebhookSecrets.Setting] = complete[WebhookSecrets.Setting]!,
            [Url] = endpoint.AbsoluteUri,
        };
        // A replay must delete as the functions do.
        foreach (var setting in complete.GetSection(Section).GetChildren())
        {
            settings[$"{Section}__{setting.Key}"] = setting.Value ?? "";
        }

        options.Data.WriteSettings(settings);
    }

    private string EnsureWebhookSecrets() =>
        WebhookSecrets.Read(options.Configuration) is { Count: > 0 } configured
            ? string.Join(',', configured)
            : options.Data.EnsureSecret(
                "webhook-secret",
                () => $"whsec_{Convert.ToBase64String(RandomNumberGenerator.GetBytes(SecretLength))}"
            );
}
