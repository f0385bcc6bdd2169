using ClerkSync.Core.ApiKeys;
using ClerkSync.Core.ClerkApi;
using ClerkSync.Core.Credits;
using ClerkSync.Core.Database;
using ClerkSync.Core.Plans;
using ClerkSync.Core.Sessions;
using ClerkSync.Core.StripeApi;
using Microsoft.Extensions.Configuration;

namespace ClerkSync.Core;

/// <summary>The treatment of a user's row when Clerk deletes the user.</summary>
public enum DeleteMode
{
    /// <summary>The row is deleted, with the rows that reference it.</summary>
    Hard,

    /// <summary>The row stays. <c>deleted_at</c> is set and the personal columns are emptied.</summary>
    Soft,
}

/// <summary>The deliveries whose payload is stored in <c>webhook_deliveries</c>.</summary>
public enum PayloadRetention
{
    /// <summary>Deliveries that failed or were rejected.</summary>
    Failures,

    /// <summary>All deliveries, except stale ones and those about deleted users. Ignored deliveries can then be replayed too.</summary>
    All,
}

/// <summary>All settings of the functions, each declared once.</summary>
/// <remarks>
/// <c>doctor</c> shows these settings. The table in <c>docs/settings.md</c> and <c>local.settings.sample.json</c> are generated from them.
/// </remarks>
public sealed class ClerkSyncSettings(SettingReader reader)
{
    // Svix retries for 28 hours, and people replay after a weekend. Until then an applied delivery must be recognized as a duplicate.
    private const int LeastDeliveryRetention = 7;

    /// <summary>The database, and how this process authenticates to it.</summary>
    public DatabaseSettings Database { get; } =
        reader.Read(
            new(
                DatabaseSettings.UrlSetting,
                "The Postgres database: a `postgresql://` URL, libpq keywords or an Npgsql connection string.",
                Unset: "the functions do not start",
                Sample: "postgresql://user:password@localhost:5432/app"
            ),
            DatabaseSettings.Read
        );

    // Database includes this setting and the next one.
    internal DatabaseIdentity DatabaseIdentity { get; } =
        reader.Read(
            new(
                DatabaseSettings.IdentitySetting,
                "How ClerkSync logs in: `password` uses the password in `DATABASE_URL`, `entra` a Microsoft Entra ID token.",
                "password"
            ),
            DatabaseSettings.ReadIdentity,
            SettingReader.ToLower
        );

    internal int? MaxInstances { get; } =
        reader.Read(
            new(
                DatabaseSettings.MaxInstancesSetting,
                "The maximum number of instances of the function app, 1 to 1000. Only `doctor` reads it.",
                Unset: "whether the server allows enough connections for all instances is not checked"
            ),
            DatabaseSettings.FindMaxInstances
        );

    /// <summary>The secrets that may sign webhooks. If the list is empty, every delivery is rejected.</summary>
    public IReadOnlyList<string> WebhookSecrets { get; } =
        reader.Read(
            new(
                Webhooks.WebhookSecrets.Setting,
                "The signing secret of the webhook endpoint: `whsec_` and base64. Separate several with spaces or commas.",
                Unset: "every webhook is rejected",
                Sample: "whsec_…",
                OlderName: Webhooks.WebhookSecrets.OlderSetting
            ),
            Webhooks.WebhookSecrets.Read,
            _ => null
        );

    /// <summary>Null when not set. No request is then sent to Clerk's Backend API.</summary>
    public ClerkSecretKey? ClerkSecretKey { get; } =
        reader.Find(
            new(
                ClerkApi.ClerkSecretKey.Setting,
                "The secret key of Clerk's Backend API: `sk_test_…` or `sk_live_…`.",
                Unset: "backfill, drift and repair do not work, and until a user's webhook arrives, the user's row has only what the session token contains"
            ),
            "a secret key, which starts with sk_test_ or sk_live_. The API keys page of the Clerk Dashboard shows it",
            ClerkApi.ClerkSecretKey.Parse
        );

    /// <summary>The base URL of Clerk's Backend API, with <c>/v1/</c> at its end.</summary>
    public Uri ClerkApiUrl { get; } =
        reader.Parse(
            new(ClerkApi.ClerkApiUrl.Setting, "The URL of Clerk's Backend API.", "https://api.clerk.com"),
            "an http:// or https:// URL, such as https://api.clerk.com",
            ClerkApi.ClerkApiUrl.Parse
        );

    /// <summary>Null when not set. No session token is then accepted.</summary>
    public string? ClerkIssuer { get; } =
        reader.Read(
            new(
                Sessions.ClerkIssuer.Setting,
                "The Frontend API URL of the Clerk application, which issues the session tokens.",
                Unset: "every session token is rejected"
            ),
            Sessions.ClerkIssuer.Find
        );

    /// <summary>Null when not set. Keys are then fetched from the issuer.</summary>
    public ClerkJwtKey? ClerkJwtKey { get; } =
        reader.Read(
            new(
                Sessions.ClerkJwtKey.Setting,
                "The public key that verifies session tokens, in PEM.",
                Unset: "the keys are fetched from the issuer"
            ),
            Sessions.ClerkJwtKey.Find
        );

    /// <summary>If the list is empty, tokens of every front end are accepted.</summary>
    public IReadOnlyList<string> AuthorizedParties { get; } =
        reader.Read(
            new(
                Sessions.AuthorizedParties.Setting,
                "The origins of the front ends whose session tokens are accepted, separated by spaces or commas.",
                Unset: "session tokens of every front end are accepted",
                Sample: "http://localhost:3000"
            ),
            Sessions.AuthorizedParties.Read,
            parties => parties.Count == 0 ? null : string.Join(", ", parties)
        );

    public DeleteMode DeleteMode { get; } =
        reader.ParseEnum<DeleteMode>(
            new(
                "ClerkSync__DeleteMode",
                "Whether the deletion of a user deletes the row (`hard`), or keeps it without personal data (`soft`).",
                "hard"
            )
        );

    public PayloadRetention KeepPayloads { get; } =
        reader.ParseEnum<PayloadRetention>(
            new("ClerkSync__KeepPayloads", "Which deliveries keep their payload: `failures` or `all`.", "failures")
        );

    public int PayloadRetentionDays { get; } =
        reader.ParseDays(new("ClerkSync__PayloadRetentionDays", "How long a payload is kept", "30"), least: 1);

    /// <summary>The number of days for which a delivery is kept after its last attempt.</summary>
    public int DeliveryRetentionDays { get; } =
        reader.ParseDays(
            new("ClerkSync__DeliveryRetentionDays", "How long the log keeps a delivery", "90"),
            LeastDeliveryRetention
        );

    /// <summary>The cost of each action, in credits.</summary>
    public CreditCosts CreditCosts { get; } =
        reader.Read(
            new(CreditCosts.Setting, $"The cost of the action `NAME`: 0 to {CreditLedger.MaxAmount} credits.", "1"),
            CreditCosts.Read
        );

    /// <summary>The plans, lowest first.</summary>
    public PlanOrder Plans { get; } =
        reader.Parse(
            new(
                PlanOrder.Setting,
                "The plans from lowest to highest, separated by commas. The first is `free`.",
                "free,pro,enterprise"
            ),
            "names separated by commas, each once, from lowest to highest, such as free,pro,enterprise. "
                + "The first is free, the plan of a new user. A name consists of letters, digits, - and _",
            PlanOrder.Parse
        );

    /// <summary>The page on which a user changes the plan.</summary>
    public string UpgradeUrl { get; } =
        reader.Parse(
            new("ClerkSync__UpgradeUrl", "Where a user changes the plan. A 403 response contains it.", "/pricing"),
            "any text",
            text => text
        );

    /// <summary>The application's name on the account page; null when not set.</summary>
    internal string? AccountName { get; } =
        reader.Find(
            new(
                "ClerkSync__Account__Name",
                "The application's name on the account page.",
                Unset: "the account page shows no name"
            ),
            "any text",
            text => text
        );

    /// <summary>The color of the account page, such as <c>#3d4fd7</c>; null when not set.</summary>
    internal string? AccountColor { get; } =
        reader.Find(
            new(
                "ClerkSync__Account__Color",
                "The color of the account page's buttons: `#` and six hexadecimal digits.",
                Unset: "the buttons are black or white"
            ),
            "# and six hexadecimal digits, such as #3d4fd7",
            text =>
                text is ['#', .. { Length: 6 } digits] && digits.All(char.IsAsciiHexDigit)
                    ? text
                    : throw new FormatException()
        );

    /// <summary>The page to which the account page sends people who are not signed in; null when not set.</summary>
    internal Uri? AccountSignInUrl { get; } =
        reader.Find(
            new(
                "ClerkSync__Account__SignInUrl",
                "Where the account page sends users who are not signed in: an `http://` or `https://` URL.",
                Unset: "the account page shows no link to sign in"
            ),
            "an http:// or https:// URL, such as https://app.example.com/sign-in",
            HttpUrl.Parse
        );

    /// <summary>The page on which the account page signs the user out; null when not set.</summary>
    internal Uri? AccountSignOutUrl { get; } =
        reader.Find(
            new(
                "ClerkSync__Account__SignOutUrl",
                "The application's page that signs the user out: an `http://` or `https://` URL.",
                Unset: "the account page shows no link to sign out"
            ),
            "an http:// or https:// URL, such as https://app.example.com/sign-out",
            HttpUrl.Parse
        );

    public string ApiKeyPrefix { get; } =
        reader.Parse(
            new("ClerkSync__ApiKeys__Prefix", "The start of every API key.", "csk_"),
            ApiKeyText.PrefixShape,
            ApiKeyText.ParsePrefix
        );

    /// <summary>Null when not set. API keys are then not stored and cannot be revealed.</summary>
    internal byte[]? RevealKey { get; } =
        reader.Find(
            new(
                ApiKeySeal.Setting,
                "The key that encrypts the API key of a sign-up until the user reveals it: 32 random bytes in base64.",
                Unset: "the key of a sign-up is not kept, and cannot be revealed"
            ),
            "32 random bytes as base64. openssl rand -base64 32 makes them",
            ApiKeySeal.ParseKey,
            key => key is null ? null : "set"
        );

    /// <summary>Null when not set. Nothing is then exported.</summary>
    internal Uri? OtlpEndpoint { get; } =
        reader.Find(
            new(
                "OTEL_EXPORTER_OTLP_ENDPOINT",
                "The OTLP endpoint for metrics and traces: an `http://` or `https://` URL.",
                Unset: "nothing is exported"
            ),
            "an http:// or https:// URL, such as http://localhost:4317",
            HttpUrl.Parse,
            HttpUrl.ShowServer
        );

    /// <summary>Whether the functions apply migrations before the first request.</summary>
    public bool MigrateOnStart { get; } =
        reader.Find(
            new(
                "ClerkSync__MigrateOnStart",
                "Whether the functions apply migrations before the first request: `true` or `false`.",
                "false"
            ),
            "true or false",
            bool.Parse,
            SettingReader.ToLower
        );

    /// <summary>Its value is null when not set. Only the access check uses it, so an error in it must not stop the webhooks.</summary>
    internal Lazy<StripeSecretKey?> StripeSecretKey { get; } =
        reader.ReadOnUse(
            new(
                StripeApi.StripeSecretKey.Setting,
                "A secret key of Stripe (`sk_test_…`, `sk_live_…`) or a restricted one (`rk_test_…`, `rk_live_…`).",
                Unset: "access is not checked"
            ),
            StripeApi.StripeSecretKey.Find
        );

    /// <summary>The base URL of Stripe's API.</summary>
    internal Lazy<Uri> StripeApiUrl { get; } =
        reader.ParseOnUse(
            new(StripeAccount.UrlSetting, "The URL of Stripe's API.", "https://api.stripe.com"),
            "an http:// or https:// URL, such as https://api.stripe.com",
            HttpUrl.Parse,
            HttpUrl.ShowServer
        );

    /// <exception cref="SettingException">Settings are missing or malformed; the message has a line for each.</exception>
    public static ClerkSyncSettings Read(IConfiguration configuration)
    {
        var reader = new SettingReader(configuration);
        var settings = new ClerkSyncSettings(reader);
        reader.ThrowErrors();
        return settings;
    }

    /// <summary>Reads every setting and returns each with its value or error, without throwing.</summary>
    internal static IReadOnlyList<Setting> Examine(IConfiguration configuration)
    {
        var reader = new SettingReader(configuration);
        _ = new ClerkSyncSettings(reader);
        return reader.Settings;
    }
}
