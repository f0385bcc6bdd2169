using System.Runtime.CompilerServices;
using ClerkSync.Core.Access;
using Stripe;

namespace ClerkSync.Core.StripeApi;

/// <summary>The part of Stripe's API that ClerkSync reads. Writes nothing.</summary>
/// <remarks>
/// Every method throws <see cref="StripeApiException"/> when Stripe returns no usable response. A page is read completely before any
/// of it is returned.
/// </remarks>
internal sealed class StripeApiClient
{
    /// <summary>Stripe's maximum.</summary>
    private const int PageSize = 100;

    private readonly V1Services _stripe;
    private readonly StripeApiRequests _requests;

    /// <param name="key">May be a restricted key with <see cref="StripeSecretKey.Permissions"/>.</param>
    /// <param name="api">The base URL of the API.</param>
    /// <param name="time">Measures the delays between retries.</param>
    public StripeApiClient(StripeSecretKey key, Uri api, HttpClient http, TimeProvider time)
    {
        _stripe = new StripeClient(
            new StripeClientOptions
            {
                ApiKey = key.Value,
                ApiBase = api.GetLeftPart(UriPartial.Authority),
                // Stripe's client retries neither 429 nor a whole page. StripeApiRequests does both.
                HttpClient = new SystemNetHttpClient(http, maxNetworkRetries: 0, enableTelemetry: false),
            }
        ).V1;
        _requests = new StripeApiRequests(time);
    }

    /// <summary>The last failure that was retried; null when nothing was.</summary>
    public StripeApiException? LastFailure => _requests.LastFailure;

    /// <summary>Reads one object of each kind that ClerkSync needs, to test that the key is valid and has the permissions.</summary>
    public async Task TestKeyAsync(CancellationToken cancellationToken)
    {
        await _requests.AskAsync(
            "subscriptions",
            token =>
                _stripe.Subscriptions.ListAsync(new() { Limit = 1, Expand = StripeSubscriptions.Expand }, null, token),
            cancellationToken
        );
        await _requests.AskAsync(
            "customers",
            token => _stripe.Customers.ListAsync(new() { Limit = 1 }, null, token),
            cancellationToken
        );
        await _requests.AskAsync(
            "products",
            token => _stripe.Products.ListAsync(new() { Limit = 1 }, null, token),
            cancellationToken
        );
        await _requests.AskAsync(
            "refunds",
            token => _stripe.Refunds.ListAsync(new() { Limit = 1 }, null, token),
            cancellationToken
        );
        await _requests.AskAsync(
            "disputes",
            token => _stripe.Disputes.ListAsync(new() { Limit = 1 }, null, token),
            cancellationToken
        );
    }

    /// <summary>Reads every subscription, including canceled ones, page by page, newest first.</summary>
    public async IAsyncEnumerable<IReadOnlyList<ListedSubscription>> ListSubscriptionsAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var pages = _requests.ListAsync(
            "subscriptions",
            (after, token) =>
                _stripe.Subscriptions.ListAsync(
                    new()
                    {
                        Status = "all",
                        Limit = PageSize,
                        StartingAfter = after,
                        Expand = StripeSubscriptions.Expand,
                    },
                    null,
                    token
                ),
            cancellationToken
        );
        await foreach (var page in pages)
        {
            yield return StripeSubscriptions.Read(page);
        }
    }

    /// <summary>Reads refunds and disputes, page by page.</summary>
    /// <param name="since">Skips older refunds and disputes, which concern periods that have ended.</param>
    public async IAsyncEnumerable<IReadOnlyList<Reversal>> ListReversalsAsync(
        DateTimeOffset since,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var created = new DateRangeOptions { GreaterThanOrEqual = since.UtcDateTime };
        var refunds = _requests.ListAsync(
            "refunds",
            (after, token) =>
                _stripe.Refunds.ListAsync(
                    new()
                    {
                        Limit = PageSize,
                        StartingAfter = after,
                        Created = created,
                    },
                    null,
                    token
                ),
            cancellationToken
        );
        await foreach (var page in refunds)
        {
            yield return
            [
                .. page.Where(refund => refund.PaymentIntentId is not null && refund.Status is "succeeded" or "pending")
                    .Select(refund => new Reversal(refund.PaymentIntentId, refund.Amount, false, false)),
            ];
        }

        var disputes = _requests.ListAsync(
            "disputes",
            (after, token) =>
                _stripe.Disputes.ListAsync(
                    new()
                    {
                        Limit = PageSize,
                        StartingAfter = after,
                        Created = created,
                    },
                    null,
                    token
                ),
            cancellationToken
        );
        await foreach (var page in disputes)
        {
            yield return
            [
                .. page.Where(dispute => dispute.PaymentIntentId is not null)
                    .Select(dispute => new Reversal(
                        dispute.PaymentIntentId,
                        0,
                        // An inquiry ("warning_…") takes back no money.
                        dispute.Status
                            is "needs_response"
                                or "under_review",
                        dispute.Status is "lost"
                    )),
            ];
        }
    }

    /// <summary>Reads the features of every product, with one request for each product and none for each customer.</summary>
    /// <returns>Lookup keys of features, by product id.</returns>
    public async Task<IReadOnlyDictionary<string, IReadOnlyList<string>>> GetFeaturesAsync(
        CancellationToken cancellationToken
    )
    {
        var features = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        var products = _requests.ListAsync(
            "products",
            (after, token) =>
                _stripe.Products.ListAsync(new() { Limit = PageSize, StartingAfter = after }, null, token),
            cancellationToken
        );
        await foreach (var page in products)
        {
            foreach (var product in page)
            {
                var attached = _requests.ListAsync(
                    "features of products",
                    (after, token) =>
                        _stripe.Products.Features.ListAsync(
                            product.Id,
                            new() { Limit = PageSize, StartingAfter = after },
                            null,
                            token
                        ),
                    cancellationToken
                );
                features[product.Id] = await attached
                    .SelectMany(list => list.Select(feature => feature.EntitlementFeature.LookupKey))
                    .ToListAsync(cancellationToken);
            }
        }

        return features;
    }

    /// <summary>Reads the active prices.</summary>
    public async Task<IReadOnlyList<ListedPrice>> ListPricesAsync(CancellationToken cancellationToken)
    {
        var pages = _requests.ListAsync(
            "prices",
            (after, token) =>
                _stripe.Prices.ListAsync(
                    new()
                    {
                        Limit = PageSize,
                        StartingAfter = after,
                        Active = true,
                        Expand = ["data.product"],
                    },
                    null,
                    token
                ),
            cancellationToken
        );
        return await pages
            .SelectMany(page =>
                page.Select(price => new ListedPrice(
                    new PaidPrice(price.LookupKey, price.Id, price.ProductId),
                    price.Product?.Name ?? ""
                ))
            )
            .ToListAsync(cancellationToken);
    }

    /// <summary>Looks a customer id up in Stripe.</summary>
    public async Task<CustomerState> GetCustomerStateAsync(string id, CancellationToken cancellationToken)
    {
        return await _requests.AskAsync(
            "customers",
            async token =>
            {
                try
                {
                    var customer = await _stripe.Customers.GetAsync(id, null, null, token);
                    return customer.Deleted is true ? CustomerState.Unknown : CustomerState.Known;
                }
                // Any server at a wrong address answers 404. Only Stripe's own error code means that the customer does not exist.
                catch (StripeException exception) when (exception.StripeError?.Code == "resource_missing")
                {
                    return exception.Message.Contains("similar object exists in", StringComparison.Ordinal)
                        ? CustomerState.OtherMode
                        : CustomerState.Unknown;
                }
            },
            cancellationToken
        );
    }
}

/// <param name="Product">The product's name.</param>
internal sealed record ListedPrice(PaidPrice Price, string Product);

/// <summary>Refunds and disputes of a payment.</summary>
/// <param name="PaymentIntent">The id of the payment.</param>
/// <param name="Refunded">The refunded amount, in the currency's smallest unit.</param>
/// <param name="IsDisputed">Whether a dispute is open.</param>
internal sealed record Reversal(string PaymentIntent, long Refunded, bool IsDisputed, bool IsLost);
