using System.Text.Json;
using ClerkSync.Core.Access.Checks;
using ClerkSync.Core.StripeApi;

namespace ClerkSync.Core.Access.Fields;

/// <summary>
/// Proposes a plan for each unmapped Stripe price, by the name of the price or of its product. The candidates are the
/// plans of the settings and those of accounts.
/// </summary>
internal sealed class PriceProposals(AccessAccounts accounts, SourceCatalog catalog, ClerkSyncSettings settings)
{
    private const int MostAccounts = 1000;

    /// <summary>Returns the active prices that no mapping names.</summary>
    /// <param name="mapped">Null when nothing is mapped yet.</param>
    /// <exception cref="StripeApiException">Stripe returns no usable response.</exception>
    public async Task<IReadOnlyList<ProposedPrice>> ReadAsync(
        StripeApiClient stripe,
        AccessSettings? mapped,
        CancellationToken cancellationToken
    )
    {
        var plans = settings.Plans.Plans.ToHashSet(StringComparer.Ordinal);
        if (mapped is not null)
        {
            plans.UnionWith(await ReadPlansAsync(mapped, cancellationToken));
        }

        var mappings = new[] { mapped?.Users, mapped?.Organizations }.OfType<AccessMapping>().ToList();
        var prices = await stripe.ListPricesAsync(cancellationToken);
        return
        [
            .. prices
                .Where(price => mappings.TrueForAll(mapping => mapping.FindPlan(price.Price) is null))
                .Select(price => new ProposedPrice(
                    price.Price.LookupKey ?? price.Price.PriceId,
                    price.Product,
                    Propose(price, plans)
                )),
        ];
    }

    /// <summary>
    /// Returns the plan whose words all occur in the price. Of several plans, the one with the most words; null when
    /// none matches or several tie.
    /// </summary>
    internal static string? Propose(ListedPrice price, IEnumerable<string> plans)
    {
        var words = Split($"{price.Price.LookupKey} {price.Product}").ToHashSet(StringComparer.OrdinalIgnoreCase);
        var fitting = plans
            .GroupBy(plan => Split(plan) is var parts && parts.TrueForAll(words.Contains) ? parts.Count : 0)
            .Where(group => group.Key > 0)
            .MaxBy(group => group.Key);
        return fitting?.Count() == 1 ? fitting.Single() : null;
    }

    private static List<string> Split(string name) =>
        [
            .. string.Concat(name.Select(letter => char.IsLetterOrDigit(letter) ? letter : ' '))
                .Split(' ', StringSplitOptions.RemoveEmptyEntries),
        ];

    private async Task<IEnumerable<string>> ReadPlansAsync(AccessSettings mapped, CancellationToken cancellationToken)
    {
        var read = await catalog.ReadAsync(mapped, cancellationToken);
        var found = await accounts
            .StreamAsync(read, cancellationToken)
            .Take(MostAccounts)
            .Concat(accounts.StreamRowsAsync(read, cancellationToken).Take(MostAccounts))
            .ToListAsync(cancellationToken);
        return found
            .Select(account => (Path: (account.IsOrganization ? read.Organizations : read.Users)?.Plan, account.Values))
            .Where(account => account.Path is not null)
            .Select(account => account.Values.GetValueOrDefault(account.Path!))
            .Where(value => value.ValueKind == JsonValueKind.String)
            .Select(value => value.GetString()!);
    }
}

/// <param name="Price">Its lookup key, else its id.</param>
/// <param name="Product">The name of its product.</param>
/// <param name="Plan">The plan that the price may stand for; null when its name suggests none, or more than one.</param>
internal sealed record ProposedPrice(string Price, string Product, string? Plan);
