using System.Text.Json;
using ClerkSync.Core.Access;

namespace ClerkSync.Tests.Access;

/// <summary>Accounts and subscriptions of an application with the plans free, pro and team.</summary>
internal static class Accounts
{
    public const string Customer = "private_metadata.stripe_customer_id";
    public const string Plan = "public_metadata.plan";
    public const string Premium = "public_metadata.premium";
    public const string Trial = "public_metadata.trial_end";
    public const string Features = "public_metadata.features";
    public const string DatabasePlan = "users.plan";

    public static readonly DateTimeOffset Now = new(2026, 6, 15, 12, 0, 0, TimeSpan.Zero);

    public static readonly PaidPrice Pro = new("pro_monthly", "price_pro", "prod_pro");
    public static readonly PaidPrice Team = new("team_yearly", "price_team", "prod_team");
    public static readonly PaidPrice Seats = new(null, "price_seats", "prod_seats");

    public static readonly AccessMapping Mapping = new()
    {
        CustomerId = Customer,
        Plan = Plan,
        Premium = Premium,
        TrialEnd = Trial,
        Entitlements = Features,
        DatabasePlan = DatabasePlan,
        Prices = new Dictionary<string, string>
        {
            ["pro_monthly"] = "pro",
            ["price_team"] = "team",
            ["prod_seats"] = "",
        },
        Features = new Dictionary<string, IReadOnlyList<string>>
        {
            ["prod_pro"] = ["export"],
            ["prod_team"] = ["export", "sso"],
        },
    };

    private static readonly SourceTable Table = new()
    {
        Schema = "app",
        Name = "accounts",
        Key = "clerk_id",
    };

    /// <summary>Returns the path of the column that replaces a metadata path.</summary>
    public static string ToColumn(string path) => Table.PathOf(path.Replace('.', '_'));

    /// <summary>Returns the metadata path that <see cref="ToColumn"/> has converted.</summary>
    public static string FromColumn(string field) =>
        Mapping.Paths.FirstOrDefault(path => ToColumn(path) == field) ?? field;

    /// <summary>Returns the mapping with columns instead of metadata. The columns contain JSON, so every format fits.</summary>
    public static AccessMapping ToColumns(AccessMapping mapping) =>
        mapping with
        {
            Table = Table,
            Columns = mapping.Paths.ToDictionary(ToColumn, _ => ColumnShape.Json),
            CustomerId = ToColumn(mapping.CustomerId),
            Plan = ToColumn(mapping.Plan!),
            Premium = ToColumn(mapping.Premium!),
            TrialEnd = ToColumn(mapping.TrialEnd!),
            Entitlements = ToColumn(mapping.Entitlements!),
            DatabasePlan = ToColumn(mapping.DatabasePlan!),
        };

    /// <summary>Creates an account with a plan, and with all values that match the plan.</summary>
    public static AccessEvidence Of(string plan, params PaidSubscription[] subscriptions) =>
        new AccessEvidence
        {
            ClerkId = "user_1",
            Values = new Dictionary<string, JsonElement>(),
            Subscriptions = subscriptions,
        }
            .With(Customer, "\"cus_1\"")
            .With(Plan, $"\"{plan}\"")
            .With(Premium, plan == "free" ? "false" : "true")
            .With(
                Features,
                plan switch
                {
                    "pro" => """{"export":true}""",
                    "team" => """{"export":true,"sso":true}""",
                    _ => "{}",
                }
            )
            .With(DatabasePlan, $"\"{plan}\"");

    /// <summary>Returns the account with another value; null removes the value.</summary>
    public static AccessEvidence With(this AccessEvidence account, string path, string? json)
    {
        var values = account.Values.Where(value => value.Key != path).ToDictionary();
        if (json is not null)
        {
            values[path] = JsonDocument.Parse(json).RootElement;
        }

        return account with
        {
            Values = values,
        };
    }

    public static AccessEvidence WithOverride(
        this AccessEvidence account,
        AccessOverrideKind kind,
        string? name = null,
        DateTimeOffset? until = null
    ) => account with { Overrides = [.. account.Overrides, new AccessOverride(kind, name, until)] };

    /// <summary>Creates a subscription in the middle of its period.</summary>
    public static PaidSubscription Subscription(
        string status = "active",
        PaidPrice? price = null,
        string id = "sub_1"
    ) =>
        new()
        {
            Id = id,
            CustomerId = "cus_1",
            Status = status,
            CreatedAt = Now.AddDays(-100),
            PeriodStart = Now.AddDays(status == "past_due" ? -2 : -10),
            PeriodEnd = Now.AddDays(20),
            TrialEnd = status == "trialing" ? Now.AddDays(20) : null,
            EndedAt = status is "canceled" or "incomplete_expired" ? Now.AddDays(-30) : null,
            Prices = [price ?? Pro],
        };

    public static string ToIso(DateTimeOffset time) => $"\"{time:yyyy-MM-ddTHH:mm:ssZ}\"";
}
