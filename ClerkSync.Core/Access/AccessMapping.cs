using System.Text.Json.Serialization;

namespace ClerkSync.Core.Access;

/// <summary>The fields in which an application stores access, and the plan of each Stripe price.</summary>
/// <inheritdoc cref="AccessPolicies" path="/remarks"/>
internal sealed record AccessMapping
{
    /// <summary>The path of the Stripe customer id, such as <c>private_metadata.stripe_customer_id</c>.</summary>
    public required string CustomerId { get; init; }

    /// <summary>The path of the plan's name; null when none is mapped. <see cref="Premium"/> is then required.</summary>
    public string? Plan { get; init; }

    /// <summary>The path of the premium flag; null when none is mapped.</summary>
    public string? Premium { get; init; }

    /// <summary>The path of the trial's end; null when none is mapped.</summary>
    public string? TrialEnd { get; init; }

    /// <summary>The path of the entitlements; null when none is mapped.</summary>
    public string? Entitlements { get; init; }

    /// <summary>A column that repeats the plan, such as <c>users.plan</c>; null when no column is compared.</summary>
    public string? DatabasePlan { get; init; }

    /// <summary>
    /// The application's table, if paths name its columns. Null when paths name Clerk's metadata and columns of the mirror.
    /// </summary>
    public SourceTable? Table { get; init; }

    /// <summary>The types of the columns of <see cref="Table"/>, by path. Each check reads them again.</summary>
    [JsonIgnore]
    public IReadOnlyDictionary<string, ColumnShape> Columns { get; init; } = new Dictionary<string, ColumnShape>();

    [JsonIgnore]
    public IEnumerable<string> Paths =>
        new[] { CustomerId, Plan, Premium, TrialEnd, Entitlements, DatabasePlan }.OfType<string>();

    /// <summary>The plan of an account that pays nothing or has no plan.</summary>
    public string FreePlan { get; set; } = "free";

    /// <summary>Plans by lookup key, price id or product id. An empty plan means an add-on.</summary>
    public IReadOnlyDictionary<string, string> Prices { get; set; } = new Dictionary<string, string>();

    /// <summary>The features of each product, by product id. Each check reads them from Stripe.</summary>
    [JsonIgnore]
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Features { get; init; } =
        new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>The type of a path's column; null when the path is not a column of <see cref="Table"/>.</summary>
    public ColumnShape? FindShape(string? path) =>
        path is not null && Columns.TryGetValue(path, out var shape) ? shape : null;

    /// <summary>The plan of a price. Empty means an add-on; null means that the price is not mapped.</summary>
    public string? FindPlan(PaidPrice price) =>
        new[] { price.LookupKey, price.PriceId, price.ProductId }
            .OfType<string>()
            .Select(name => Prices.GetValueOrDefault(name))
            .FirstOrDefault(plan => plan is not null);
}
