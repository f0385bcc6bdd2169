using System.Runtime.CompilerServices;
using Polly;
using Polly.Retry;
using Stripe;

namespace ClerkSync.Core.StripeApi;

/// <summary>Sends requests to Stripe, with retries and readable failures.</summary>
/// <remarks>
/// Separate from <see cref="StripeApiClient"/>, which every process registers: the runtime loads the generic constraints of a class's
/// methods with the class, and here they would load Stripe's library.
/// </remarks>
internal sealed class StripeApiRequests
{
    private const int Attempts = 7;

    private readonly ResiliencePipeline _retries;

    public StripeApiRequests(TimeProvider time) =>
        _retries = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(
                new RetryStrategyOptions
                {
                    MaxRetryAttempts = Attempts - 1,
                    BackoffType = DelayBackoffType.Exponential,
                    UseJitter = true,
                    Delay = TimeSpan.FromSeconds(0.5),
                    MaxDelay = TimeSpan.FromSeconds(20),
                    ShouldHandle = new PredicateBuilder().Handle<StripeApiException>(exception =>
                        exception.Kind is StripeApiErrorKind.RateLimited or StripeApiErrorKind.Unavailable
                    ),
                    OnRetry = arguments =>
                    {
                        LastFailure = (StripeApiException)arguments.Outcome.Exception!;
                        return ValueTask.CompletedTask;
                    },
                }
            )
            .Build();

    /// <summary>The last failure that was retried; null when nothing was.</summary>
    public StripeApiException? LastFailure { get; private set; }

    /// <summary>Reads a list page by page.</summary>
    /// <param name="what">The objects to read, such as <c>subscriptions</c>.</param>
    /// <param name="read">Reads the page after the given id; null is the first page.</param>
    public async IAsyncEnumerable<StripeList<T>> ListAsync<T>(
        string what,
        Func<string?, CancellationToken, Task<StripeList<T>>> read,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
        where T : IHasId
    {
        StripeList<T> page;
        string? after = null;
        do
        {
            page = await AskAsync(what, token => read(after, token), cancellationToken);
            yield return page;
            if (page.HasMore && (page.Data.Count == 0 || page.Data[^1].Id == after))
            {
                throw new StripeApiException(
                    StripeApiErrorKind.Unexpected,
                    $"Stripe returns the same page of {what} again and again."
                );
            }

            after = page.Data.LastOrDefault()?.Id;
        } while (page.HasMore);
    }

    /// <summary>Sends a request, with retries for failures that may be transient.</summary>
    /// <param name="what">The objects to read, such as <c>subscriptions</c>.</param>
    /// <param name="ask">Sends the request once.</param>
    public async Task<T> AskAsync<T>(
        string what,
        Func<CancellationToken, Task<T>> ask,
        CancellationToken cancellationToken
    ) =>
        await _retries.ExecuteAsync(
            async token =>
            {
                try
                {
                    return await ask(token);
                }
                catch (Exception exception) when (StripeApiErrors.IsOfRequest(exception, token))
                {
                    throw StripeApiErrors.From(what, exception);
                }
            },
            cancellationToken
        );
}
