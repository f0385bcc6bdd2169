using ClerkSync.Cli.Settings;
using ClerkSync.Core;
using ClerkSync.Core.ApiKeys;
using ClerkSync.Core.ClerkApi;
using ClerkSync.Core.Credits;
using ClerkSync.Core.Database;
using ClerkSync.Core.Disclosure;
using ClerkSync.Core.Plans;
using ClerkSync.Core.Sessions;
using ClerkSync.Core.Telemetry;
using ClerkSync.Core.Webhooks;
using Microsoft.Extensions.Configuration;
using Npgsql;

namespace ClerkSync.Cli.Doctor;

/// <summary>Looks at each setting.</summary>
internal static class SettingChecks
{
    private const string Prefix = "whsec_";

    // What Clerk and Svix draw. Standard Webhooks asks for 24 to 64.
    private const int UsualLength = 24;

    private static readonly string[] SecretNames = [WebhookSecrets.Setting, "CLERK_WEBHOOK_SECRET"];

    /// <summary>A finding for each; those with a default say it.</summary>
    public static IEnumerable<Finding> Run(VerbSettings settings) =>
        [
            CheckDatabase(settings),
            CheckRead(
                settings,
                DatabaseSettings.IdentitySetting,
                configuration => $"{DatabaseSettings.ReadIdentity(configuration)}".ToLowerInvariant()
            ),
            CheckRead(
                settings,
                DatabaseSettings.MaxInstancesSetting,
                configuration => DatabaseSettings.FindMaxInstances(configuration)?.ToString() ?? "not set"
            ),
            CheckSecrets(settings),
            CheckKey(settings),
            CheckRead(settings, ClerkApiUrl.Setting, configuration => $"{ClerkApiUrl.Read(configuration)}"),
            CheckIssuer(settings),
            CheckRead(
                settings,
                ClerkJwtKey.Setting,
                configuration =>
                    $"{ClerkJwtKey.Find(configuration)}" is { Length: > 0 } key
                        ? key
                        : "not set: the issuer is asked for its keys"
            ),
            CheckRead(
                settings,
                AuthorizedParties.Setting,
                configuration =>
                    AuthorizedParties.Read(configuration) is [_, ..] parties
                        ? string.Join(", ", parties)
                        : "not set: session tokens of every front end are accepted"
            ),
            CheckOption(settings, "DeleteMode", all => all.DeleteMode),
            CheckOption(settings, "KeepPayloads", all => all.KeepPayloads),
            CheckOption(settings, "PayloadRetentionDays", all => all.PayloadRetentionDays),
            CheckOption(settings, "DeliveryRetentionDays", all => all.DeliveryRetentionDays),
            CheckCosts(settings),
            CheckRead(
                settings,
                PlanOrder.Setting,
                configuration => string.Join(",", PlanOrder.Read(configuration).Plans)
            ),
            CheckOption(settings, "UpgradeUrl", all => all.UpgradeUrl),
            CheckApiKeys(settings),
            CheckOption(settings, "MigrateOnStart", all => all.MigrateOnStart),
            CheckRead(
                settings,
                OtlpEndpoint.Setting,
                configuration =>
                    OtlpEndpoint.Find(configuration)?.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped)
                    ?? "not set: nothing is exported"
            ),
        ];

    private static Finding CheckDatabase(VerbSettings settings)
    {
        const string Name = DatabaseSettings.UrlSetting;
        try
        {
            var database = DatabaseSettings.Read(settings.WithData(Name).Configuration).Connection;
            var found = $"{Describe(database)} ({settings.FindOrigin(Name)})";
            return Placeholder.IsPassword(database.Password ?? "")
                ? Guides(Name, found, "Put the password of the database's user in its place.")
                : Finding.Ok(Name, found);
        }
        catch (SettingException exception)
        {
            return FromException(exception.Setting, settings.FindOrigin(exception.Setting), exception);
        }
    }

    private static string Describe(NpgsqlConnectionStringBuilder database)
    {
        var schema = database.SearchPath is { Length: > 0 } path ? $", schema {Shown(path)}" : "";
        return $"{Shown(database.Username)}@{database.Host}:{database.Port}/{Shown(database.Database)}{schema}";

        // A semicolon or a quote that is missing makes a password a part of them.
        static string Shown(string? part) =>
            part?.Any(letter => letter is '=' || char.IsWhiteSpace(letter)) == true ? "…" : part ?? "";
    }

    private static Finding CheckSecrets(VerbSettings settings)
    {
        var name = SecretNames.FirstOrDefault(name => settings.FindOrigin(name) is not null) ?? WebhookSecrets.Setting;
        try
        {
            return WebhookSecrets.Read(settings.Configuration) switch
            {
                [] => Finding.Problem(
                    name,
                    "not set: every webhook is refused",
                    "Copy the signing secret from the endpoint's page in the Clerk Dashboard."
                ),
                var secrets when secrets.Any(Placeholder.IsSecret) => Guides(
                    name,
                    Describe(secrets, settings.FindOrigin(name)),
                    "Copy the signing secret from the endpoint's page in the Clerk Dashboard: with this one anybody can sign webhooks."
                ),
                var secrets when secrets.Any(secret => LengthOf(secret) < UsualLength) => Finding.Warning(
                    name,
                    Describe(secrets, settings.FindOrigin(name)),
                    "It is shorter than the ones that Clerk draws. Is it whole?"
                ),
                var secrets => Finding.Ok(name, Describe(secrets, settings.FindOrigin(name))),
            };
        }
        catch (SettingException exception)
        {
            return FromException(exception.Setting, settings.FindOrigin(exception.Setting), exception);
        }
    }

    private static Finding CheckRead(VerbSettings settings, string name, Func<IConfiguration, string> describe)
    {
        try
        {
            return Finding.Ok(name, $"{describe(settings.Configuration)} ({settings.FindOrigin(name) ?? "default"})");
        }
        catch (SettingException exception)
        {
            return FromException(name, settings.FindOrigin(name), exception);
        }
    }

    private static Finding CheckKey(VerbSettings settings) =>
        settings.Configuration[ClerkSecretKey.Setting]?.Trim() is { Length: > 0 } key && Placeholder.IsSecret(key)
            ? Guides(
                ClerkSecretKey.Setting,
                $"({settings.FindOrigin(ClerkSecretKey.Setting)})",
                "Copy the secret key from the API keys page of the Clerk Dashboard."
            )
            : CheckRead(settings, ClerkSecretKey.Setting, DescribeKey);

    private static Finding Guides(string name, string found, string advice) =>
        Finding.Problem(name, $"a guide's placeholder {found}", advice);

    /// <summary>Not needed for webhooks alone. Who says with which key or from where session tokens come means to accept them.</summary>
    private static Finding CheckIssuer(VerbSettings settings)
    {
        const string NotSet = "not set: every session token is refused";
        const string Advice = "Set it to the Frontend API URL, which the API keys page of the Clerk Dashboard shows.";
        if (settings.FindOrigin(ClerkIssuer.Setting) is not null)
        {
            return CheckRead(settings, ClerkIssuer.Setting, configuration => ClerkIssuer.Find(configuration)!);
        }

        return settings.FindOrigin(ClerkJwtKey.Setting) is not null
            || settings.FindOrigin(AuthorizedParties.Setting) is not null
                ? Finding.Problem(ClerkIssuer.Setting, NotSet, Advice)
            : settings.FindOrigin(ClerkSecretKey.Setting) is not null
                ? Finding.Warning(ClerkIssuer.Setting, NotSet, Advice)
            : Finding.Ok(ClerkIssuer.Setting, NotSet);
    }

    /// <summary>Nothing of the key itself.</summary>
    private static string DescribeKey(IConfiguration configuration) =>
        ClerkSecretKey.Find(configuration) switch
        {
            null => "not set: backfill, drift and repair need it",
            { IsLive: true } => "sk_live_…",
            _ => "sk_test_…",
        };

    private static Finding CheckOption<T>(VerbSettings settings, string name, Func<ClerkSyncSettings, T> value)
    {
        var setting = $"ClerkSync__{name}";
        try
        {
            var found = value(ReadAlone(settings, name));
            var text = found as string ?? found!.ToString()!.ToLowerInvariant();
            return Finding.Ok(setting, $"{text} ({settings.FindOrigin(setting) ?? "default"})");
        }
        catch (SettingException exception) when (exception.Setting == setting)
        {
            return FromException(setting, settings.FindOrigin(setting), exception);
        }
    }

    /// <summary>Of several settings, those that are listed; the first that is malformed.</summary>
    private static Finding CheckCosts(VerbSettings settings)
    {
        const string Name = "ClerkSync__Credits__Actions";
        try
        {
            var listed = CreditCosts.Read(settings.Configuration).Listed.Select(cost => $"{cost.Key}={cost.Value}");
            return Finding.Ok(Name, string.Join(", ", [.. listed, "every other action 1"]));
        }
        catch (SettingException exception)
        {
            return FromException(exception.Setting, settings.FindOrigin(exception.Setting), exception);
        }
    }

    /// <summary>Both settings of API keys; of the one that is a secret whether it is there.</summary>
    private static Finding CheckApiKeys(VerbSettings settings)
    {
        const string Name = "ClerkSync__ApiKeys";
        try
        {
            var prefix = ApiKeySettings.Read(settings.Configuration).Prefix;
            if (
                settings.Configuration[$"{Name}__RevealKey".Replace("__", ":", StringComparison.Ordinal)]
                    is { Length: > 0 } revealKey
                && Placeholder.IsSecret(revealKey)
            )
            {
                return Guides(
                    $"{Name}__RevealKey",
                    $"({settings.FindOrigin($"{Name}__RevealKey")})",
                    "Make one: openssl rand -base64 32."
                );
            }

            return Finding.Ok(
                Name,
                settings.FindOrigin($"{Name}__RevealKey") is { } origin
                    ? $"{prefix}…, RevealKey ({origin})"
                    : $"{prefix}…, no RevealKey: the key of a sign-up is not kept"
            );
        }
        catch (SettingException exception)
        {
            return FromException(exception.Setting, settings.FindOrigin(exception.Setting), exception);
        }
    }

    /// <summary>Reads one setting, whatever is wrong with the others.</summary>
    private static ClerkSyncSettings ReadAlone(VerbSettings settings, string name)
    {
        var key = $"ClerkSync:{name}";
        var alone = new Dictionary<string, string?>
        {
            ["DATABASE_URL"] = "Host=localhost",
            [key] = settings.Configuration[key],
        };
        return ClerkSyncSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(alone).Build());
    }

    private static string Describe(IReadOnlyList<string> secrets, string? origin) =>
        $"{string.Join(", ", secrets.Select(Shape))} ({origin})";

    private static string Shape(string secret) =>
        $"{(secret.StartsWith(Prefix, StringComparison.Ordinal) ? Prefix : "")}… of {LengthOf(secret)} bytes";

    private static int LengthOf(string secret) =>
        Convert
            .FromBase64String(secret.StartsWith(Prefix, StringComparison.Ordinal) ? secret[Prefix.Length..] : secret)
            .Length;

    private static Finding FromException(string setting, string? origin, SettingException exception) =>
        Finding.Problem(setting, origin is null ? "not set" : $"malformed ({origin})", ShownError.Describe(exception));
}
