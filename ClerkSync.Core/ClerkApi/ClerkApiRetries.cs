using Polly;
using Polly.Retry;

namespace ClerkSync.Core.ClerkApi;

/// <summary>Which requests are retried, how often and when.</summary>
internal static class ClerkApiRetries
{
    // Together, the retries outlast an outage of almost a minute.
    private const int Attempts = 8;
    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(20);

    // Clerk's window is 10 s. A wait of more than 60 s is not retried but reported, so that a person decides.
    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromSeconds(60);

    /// <summary>Retries after an outage or a rate limit. All requests only read.</summary>
    /// <param name="beforeRetry">Gets each failure that is not the last.</param>
    public static ResiliencePipeline Create(TimeProvider time, Action<ClerkApiException> beforeRetry) =>
        new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(
                new RetryStrategyOptions
                {
                    MaxRetryAttempts = Attempts - 1,
                    BackoffType = DelayBackoffType.Exponential,
                    UseJitter = true,
                    Delay = FirstDelay,
                    MaxDelay = LongestDelay,
                    ShouldHandle = new PredicateBuilder().Handle<ClerkApiException>(IsTransient),
                    OnRetry = arguments =>
                    {
                        beforeRetry((ClerkApiException)arguments.Outcome.Exception!);
                        return ValueTask.CompletedTask;
                    },
                }
            )
            .Build();

    private static bool IsTransient(ClerkApiException exception) =>
        exception.Kind is ClerkApiErrorKind.Unavailable or ClerkApiErrorKind.RateLimited
        && (exception.RetryAfter ?? TimeSpan.Zero) <= LongestRetryAfter;
}
