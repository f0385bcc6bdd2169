using System.Text.Json.Serialization;

namespace ClerkSync.Core.Access;

/// <summary>Where an application keeps what people may use, and what Stripe's prices are called there.</summary>
/// <inheritdoc cref="AccessPolicies" path="/remarks"/>
internal sealed record AccessMapping
{
    /// <summary>Where the Stripe customer id stands: <c>private_metadata.stripe_customer_id</c>.</summary>
    public required string CustomerId { get; init; }

    /// <summary>Where the plan's name stands. Null when there is none; then <see cref="Premium"/> is mapped.</summary>
    public string? Plan { get; init; }

    /// <summary>Where premium stands; null when there is none.</summary>
    public string? Premium { get; init; }

    /// <summary>Where the end of the trial stands; null when there is none.</summary>
    public string? TrialEnd { get; init; }

    /// <summary>Where the entitlements stand; null when there are none.</summary>
    public string? Entitlements { get; init; }

    /// <summary>The column that repeats the plan, such as <c>users.plan</c>; null compares none.</summary>
    public string? DatabasePlan { get; init; }

    /// <summary>The application's table, when paths name columns of it; null when they are paths of Clerk's metadata and of the mirror.</summary>
    public SourceTable? Table { get; init; }

    /// <summary>What the columns of <see cref="Table"/> hold, by their paths. Each check reads it.</summary>
    [JsonIgnore]
    public IReadOnlyDictionary<string, ColumnShape> Columns { get; init; } = new Dictionary<string, ColumnShape>();

    /// <summary>The mapped paths.</summary>
    [JsonIgnore]
    public IEnumerable<string> Paths =>
        new[] { CustomerId, Plan, Premium, TrialEnd, Entitlements, DatabasePlan }.OfType<string>();

    /// <summary>The plan of whoever pays nothing. An account without a plan has it too.</summary>
    public string FreePlan { get; set; } = "free";

    /// <summary>The plan that a price stands for, by lookup key, price id or product id. An empty plan is an add-on.</summary>
    public IReadOnlyDictionary<string, string> Prices { get; set; } = new Dictionary<string, string>();

    /// <summary>The features of each product, by product id. Each check reads them of Stripe.</summary>
    [JsonIgnore]
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Features { get; init; } =
        new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>What the column of a path holds; null when it is no column of <see cref="Table"/>.</summary>
    public ColumnShape? FindShape(string? path) =>
        path is not null && Columns.TryGetValue(path, out var shape) ? shape : null;

    /// <summary>The plan of a price. Empty is an add-on, null a price that nobody mapped.</summary>
    public string? FindPlan(PaidPrice price) =>
        new[] { price.LookupKey, price.PriceId, price.ProductId }
            .OfType<string>()
            .Select(name => Prices.GetValueOrDefault(name))
            .FirstOrDefault(plan => plan is not null);
}
