using ClerkSync.Core.ClerkApi;

namespace ClerkSync.Core.Mirror;

/// <summary>Limits how long a request to ClerkSync waits for Clerk, retries included.</summary>
internal static class RequestPatience
{
    // The rest of a request's nine seconds is for the database.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(6);

    /// <param name="what">The request to Clerk, such as <c>GET /v1/instance</c>, for the exception.</param>
    /// <exception cref="ClerkApiException">Clerk did not answer in time.</exception>
    public static async Task<T> AskClerkAsync<T>(
        string what,
        TimeProvider time,
        Func<CancellationToken, Task<T>> ask,
        CancellationToken cancellationToken
    )
    {
        using var patience = new CancellationTokenSource(Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            return await ask(either.Token);
        }
        catch (OperationCanceledException)
            when (patience.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw ClerkApiErrors.TookTooLong(what);
        }
    }
}
