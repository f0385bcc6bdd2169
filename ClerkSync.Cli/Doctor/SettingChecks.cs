using ClerkSync.Cli.Settings;
using ClerkSync.Core;
using ClerkSync.Core.Access.Connections;
using ClerkSync.Core.ApiKeys;
using ClerkSync.Core.ClerkApi;
using ClerkSync.Core.Credits;
using ClerkSync.Core.Database;
using ClerkSync.Core.Disclosure;
using ClerkSync.Core.Sessions;
using ClerkSync.Core.StripeApi;
using ClerkSync.Core.Webhooks;
using Npgsql;

namespace ClerkSync.Cli.Doctor;

internal static class SettingChecks
{
    private const string Prefix = "whsec_";

    // The number of bytes that Clerk and Svix generate. Standard Webhooks specifies 24 to 64.
    private const int UsualLength = 24;

    // Where to get the real value.
    private static readonly Dictionary<string, string> Secrets = new()
    {
        [ClerkSecretKey.Setting] = "Copy the secret key from the API keys page of the Clerk Dashboard.",
        [ApiKeySeal.Setting] = "Create one: openssl rand -base64 32.",
        [StripeSecretKey.Setting] = "Copy a key from the page \"API keys\" of the Stripe Dashboard.",
    };

    /// <summary>Returns a finding for each setting, which also says whether the value is the default.</summary>
    public static IEnumerable<Finding> Run(VerbSettings settings) =>
        ClerkSyncSettings.Examine(settings.Configuration).Select(setting => Check(settings, setting)).Distinct();

    private static Finding Check(VerbSettings settings, Setting setting)
    {
        if (setting.Error is { } error)
        {
            return Finding.Problem(
                error.Setting,
                settings.FindOrigin(error.Setting) is { } at ? $"malformed ({at})" : "not set",
                ShownError.Describe(error)
            );
        }

        var origin = settings.FindOrigin(setting.Name);
        return setting.Name switch
        {
            DatabaseSettings.UrlSetting => CheckDatabase(settings, origin),
            WebhookSecrets.Setting => CheckSecrets(settings, setting),
            ClerkIssuer.Setting when origin is null => CheckMissingIssuer(settings, setting),
            CreditCosts.Setting => Finding.Ok(setting.Name, setting.Shown!),
            _ when FindAdvice(settings, setting) is { } advice => Finding.Problem(
                setting.Name,
                $"a placeholder from a guide ({origin})",
                advice
            ),
            StripeSecretKey.Setting when StripeSecretKey.Find(settings.Configuration) is { } key => CheckStripeKey(
                settings,
                key,
                $"{key} ({origin})"
            ),
            _ => Finding.Ok(
                setting.Name,
                setting.Shown is { } value ? $"{value} ({origin ?? "default"})" : $"not set: {setting.Unset}"
            ),
        };
    }

    /// <summary>Returns where to get the real secret if the value is a placeholder from a guide; null otherwise.</summary>
    private static string? FindAdvice(VerbSettings settings, Setting setting) =>
        settings.Configuration[SettingReader.ToKey(setting.Name)] is { } value && Placeholder.IsSecret(value.Trim())
            ? Secrets.GetValueOrDefault(setting.Name)
            : null;

    private static Finding CheckDatabase(VerbSettings settings, string? origin)
    {
        const string Name = DatabaseSettings.UrlSetting;
        var database = DatabaseSettings.Read(settings.Configuration).Connection;
        var found = $"{Describe(database)} ({origin})";
        return Placeholder.IsPassword(database.Password ?? "")
                ? Finding.Problem(
                    Name,
                    $"{found}: the password is a placeholder from a guide",
                    "Replace the placeholder with the password of the database's user."
                )
            : HasLostSchema(settings.Configuration[Name]!)
                ? Finding.Warning(
                    Name,
                    $"{found}: schema has no effect with pgbouncer=true",
                    "PgBouncer rejects it. Set it on the role instead: alter role … set search_path = …."
                )
            : Finding.Ok(Name, found);
    }

    private static bool HasLostSchema(string url) =>
        DatabaseUrl.ParseWhole(url) is { NoResetOnClose: true, SearchPath.Length: > 0 };

    private static string Describe(NpgsqlConnectionStringBuilder database)
    {
        var schema = database.SearchPath is { Length: > 0 } path ? $", schema {Shown(path)}" : "";
        return $"{Shown(database.Username)}@{database.Host}:{database.Port}/{Shown(database.Database)}{schema}";

        // A missing semicolon or quote can make the password part of another value.
        static string Shown(string? part) =>
            part?.Any(letter => letter is '=' || char.IsWhiteSpace(letter)) == true ? "…" : part ?? "";
    }

    private static Finding CheckSecrets(VerbSettings settings, Setting setting)
    {
        var name =
            ((string[])[WebhookSecrets.Setting, WebhookSecrets.OlderSetting]).FirstOrDefault(name =>
                settings.FindOrigin(name) is not null
            ) ?? WebhookSecrets.Setting;
        return WebhookSecrets.Read(settings.Configuration) switch
        {
            [] => Finding.Problem(
                name,
                $"not set: {setting.Unset}",
                "Copy the signing secret from the endpoint's page in the Clerk Dashboard."
            ),
            var secrets when secrets.Any(Placeholder.IsSecret) => Finding.Problem(
                name,
                $"{Describe(secrets, settings.FindOrigin(name))}: contains a placeholder from a guide",
                "Copy the signing secret from the endpoint's page in the Clerk Dashboard. With the placeholder, anyone can sign webhooks."
            ),
            var secrets when secrets.Any(secret => LengthOf(secret) < UsualLength) => Finding.Warning(
                name,
                Describe(secrets, settings.FindOrigin(name)),
                "It is shorter than Clerk's secrets. Was it cut off?"
            ),
            var secrets => Finding.Ok(name, Describe(secrets, settings.FindOrigin(name))),
        };
    }

    /// <summary>Sends nothing to Stripe.</summary>
    private static Finding CheckStripeKey(VerbSettings settings, StripeSecretKey key, string found) =>
        KeyModes.FindDifference(FindClerkKey(settings), key) is { } difference
            ? Finding.Problem(StripeSecretKey.Setting, found, difference)
        : key is { IsLive: true, IsRestricted: false }
            ? Finding.Warning(
                StripeSecretKey.Setting,
                found,
                $"It can change everything in Stripe. A restricted key with {StripeSecretKey.Permissions} is enough."
            )
        : Finding.Ok(StripeSecretKey.Setting, found);

    /// <summary>Null also when the key is malformed, which the check of that setting reports.</summary>
    private static ClerkSecretKey? FindClerkKey(VerbSettings settings)
    {
        try
        {
            return settings.Configuration[ClerkSecretKey.Setting] is { } text ? ClerkSecretKey.Parse(text) : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    /// <summary>Webhooks alone do not need the issuer. Other settings show whether session tokens are to be accepted.</summary>
    private static Finding CheckMissingIssuer(VerbSettings settings, Setting issuer)
    {
        const string Advice = "Set it to the Frontend API URL, which the API keys page of the Clerk Dashboard shows.";
        var notSet = $"not set: {issuer.Unset}";
        return settings.FindOrigin(ClerkJwtKey.Setting) is not null
            || settings.FindOrigin(AuthorizedParties.Setting) is not null
                ? Finding.Problem(issuer.Name, notSet, Advice)
            : settings.FindOrigin(ClerkSecretKey.Setting) is not null ? Finding.Warning(issuer.Name, notSet, Advice)
            : Finding.Ok(issuer.Name, notSet);
    }

    private static string Describe(IReadOnlyList<string> secrets, string? origin) =>
        $"{string.Join(", ", secrets.Select(Shape))} ({origin})";

    private static string Shape(string secret) =>
        $"{(secret.StartsWith(Prefix, StringComparison.Ordinal) ? Prefix : "")}… of {LengthOf(secret)} bytes";

    private static int LengthOf(string secret) =>
        Convert
            .FromBase64String(secret.StartsWith(Prefix, StringComparison.Ordinal) ? secret[Prefix.Length..] : secret)
            .Length;
}
