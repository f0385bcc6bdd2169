using System.Globalization;
using ClerkSync.Core.ApiKeys;
using ClerkSync.Core.ClerkApi;
using ClerkSync.Core.Credits;
using ClerkSync.Core.Database;
using ClerkSync.Core.Plans;
using ClerkSync.Core.Sessions;
using Microsoft.Extensions.Configuration;

namespace ClerkSync.Core;

/// <summary>What happens to a user's row when Clerk deletes the user.</summary>
public enum DeleteMode
{
    /// <summary>The row is deleted, and what refers to it with it.</summary>
    Hard,

    /// <summary>The row stays with <c>deleted_at</c> set and its personal columns empty.</summary>
    Soft,
}

/// <summary>Which deliveries keep their payload in <c>webhook_deliveries</c>.</summary>
public enum PayloadRetention
{
    /// <summary>Those that failed or were rejected.</summary>
    Failures,

    /// <summary>All of them, so that every one can be replayed.</summary>
    All,
}

/// <summary>The settings, read once at start-up. <c>docs/settings.md</c> describes each.</summary>
public sealed record ClerkSyncSettings
{
    // Svix retries for 28 hours, and one replays by hand what a weekend has missed: until then a delivery that was applied must
    // be known as a duplicate.
    private const int LeastDeliveryRetention = 7;

    private const int MostDays = 3650;

    /// <summary><c>DATABASE_URL</c> and <c>ClerkSync__DatabaseIdentity</c>.</summary>
    public required DatabaseSettings Database { get; init; }

    /// <summary><c>CLERK_WEBHOOK_SIGNING_SECRET</c> or <c>CLERK_WEBHOOK_SECRET</c>; empty refuses every delivery.</summary>
    public required IReadOnlyList<string> WebhookSecrets { get; init; }

    /// <summary><c>CLERK_SECRET_KEY</c>; null when it is not set, and then Clerk cannot be asked.</summary>
    public ClerkSecretKey? ClerkSecretKey { get; init; }

    /// <summary><c>CLERK_API_URL</c>, with the <c>/v1/</c> that the routes are relative to.</summary>
    public required Uri ClerkApiUrl { get; init; }

    /// <summary><c>CLERK_ISSUER</c>; null when it is not set, and then no session token is accepted.</summary>
    public string? ClerkIssuer { get; init; }

    /// <summary><c>CLERK_JWT_KEY</c>; null when it is not set, and then the issuer is asked for its keys.</summary>
    public ClerkJwtKey? ClerkJwtKey { get; init; }

    /// <summary><c>CLERK_AUTHORIZED_PARTIES</c>; empty takes the tokens of every front end.</summary>
    public IReadOnlyList<string> AuthorizedParties { get; init; } = [];

    /// <summary><c>ClerkSync__DeleteMode</c>.</summary>
    public DeleteMode DeleteMode { get; init; } = DeleteMode.Hard;

    /// <summary><c>ClerkSync__KeepPayloads</c>.</summary>
    public PayloadRetention KeepPayloads { get; init; } = PayloadRetention.Failures;

    /// <summary><c>ClerkSync__PayloadRetentionDays</c>: how old a payload may become.</summary>
    public int PayloadRetentionDays { get; init; } = 30;

    /// <summary><c>ClerkSync__DeliveryRetentionDays</c>: how long a delivery is remembered after it was last tried.</summary>
    public int DeliveryRetentionDays { get; init; } = 90;

    /// <summary><c>ClerkSync__ApiKeys__…</c>.</summary>
    public ApiKeySettings ApiKeys { get; init; } = ApiKeySettings.Default;

    /// <summary><c>ClerkSync__Credits__Actions__…</c>.</summary>
    public CreditCosts CreditCosts { get; init; } = CreditCosts.None;

    /// <summary><c>ClerkSync__Plans</c>.</summary>
    public PlanOrder Plans { get; init; } = PlanOrder.Default;

    /// <summary><c>ClerkSync__UpgradeUrl</c>: where a user changes the plan.</summary>
    public string UpgradeUrl { get; init; } = "/pricing";

    /// <summary><c>ClerkSync__MigrateOnStart</c>.</summary>
    public bool MigrateOnStart { get; init; }

    /// <summary>Says nothing: a record would print its members, the database's password among them.</summary>
    public override string ToString() => nameof(ClerkSyncSettings);

    /// <summary>Reads every setting.</summary>
    /// <exception cref="SettingException">One is missing or malformed.</exception>
    public static ClerkSyncSettings Read(IConfiguration configuration) =>
        new()
        {
            Database = DatabaseSettings.Read(configuration),
            WebhookSecrets = Webhooks.WebhookSecrets.Read(configuration),
            ClerkSecretKey = ClerkApi.ClerkSecretKey.Find(configuration),
            ClerkApiUrl = ClerkApi.ClerkApiUrl.Read(configuration),
            ClerkIssuer = Sessions.ClerkIssuer.Find(configuration),
            ClerkJwtKey = Sessions.ClerkJwtKey.Find(configuration),
            AuthorizedParties = Sessions.AuthorizedParties.Read(configuration),
            DeleteMode = ReadEnum(configuration, "DeleteMode", DeleteMode.Hard),
            KeepPayloads = ReadEnum(configuration, "KeepPayloads", PayloadRetention.Failures),
            PayloadRetentionDays = ReadDays(configuration, "PayloadRetentionDays", least: 1, absent: 30),
            DeliveryRetentionDays = ReadDays(
                configuration,
                "DeliveryRetentionDays",
                LeastDeliveryRetention,
                absent: 90
            ),
            ApiKeys = ApiKeySettings.Read(configuration),
            CreditCosts = CreditCosts.Read(configuration),
            Plans = PlanOrder.Read(configuration),
            UpgradeUrl = configuration["ClerkSync:UpgradeUrl"] is { Length: > 0 } url ? url : "/pricing",
            MigrateOnStart = ReadBoolean(configuration, "MigrateOnStart"),
        };

    internal static T ReadEnum<T>(IConfiguration configuration, string name, T absent)
        where T : struct, Enum =>
        configuration[$"ClerkSync:{name}"] switch
        {
            null or "" => absent,
            var value when Enum.GetNames<T>().Contains(value, StringComparer.OrdinalIgnoreCase) => Enum.Parse<T>(
                value,
                ignoreCase: true
            ),
            _ => throw new SettingException(
                $"ClerkSync__{name}",
                $"ClerkSync__{name} must be one of {string.Join(", ", Enum.GetNames<T>()).ToLowerInvariant()}."
            ),
        };

    private static int ReadDays(IConfiguration configuration, string name, int least, int absent) =>
        configuration[$"ClerkSync:{name}"] switch
        {
            null or "" => absent,
            var value
                when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var days)
                    && days >= least
                    && days <= MostDays => days,
            _ => throw new SettingException(
                $"ClerkSync__{name}",
                $"ClerkSync__{name} must be a whole number of days from {least} to {MostDays}."
            ),
        };

    private static bool ReadBoolean(IConfiguration configuration, string name) =>
        configuration[$"ClerkSync:{name}"] switch
        {
            null or "" => false,
            var value when bool.TryParse(value, out var parsed) => parsed,
            _ => throw new SettingException($"ClerkSync__{name}", $"ClerkSync__{name} must be true or false."),
        };
}
