using Azure.Core;
using Azure.Identity;
using ClerkSync.Core.Disclosure;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace ClerkSync.Core.Database;

/// <summary>The process's token for the database, requested when it is first needed and again before it expires.</summary>
/// <remarks>
/// There is no timer: an idle process requests nothing. While the old token is valid, no caller waits for the new one, and a failed
/// request has no effect. The cache of Azure.Identity is not enough: it drops a token five minutes before the token expires, and
/// then every caller waits for the endpoint, one after another while the endpoint does not answer. <c>EntraLibraryTests</c> fails when
/// that changes. The library then replaces this class.
/// </remarks>
internal sealed partial class EntraToken(TokenCredential credential, TimeProvider time, ILogger<EntraToken> logger)
{
    // Source: Microsoft Learn, "Use Microsoft Entra ID for authentication with Azure Database for PostgreSQL".
    private static readonly TokenRequestContext Database = new(["https://ossrdbms-aad.database.windows.net/.default"]);

    // Until then a credential returns the token that it has, unless the token names another time. Source: Azure.Core,
    // BearerTokenAuthenticationPolicy.
    private static readonly TimeSpan TimeToRefresh = TimeSpan.FromMinutes(5);

    // The server sees the token later than we send it, and its clock may be ahead.
    private static readonly TimeSpan TooShort = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PauseWithoutToken = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private volatile Held _held = new("", DateTimeOffset.MinValue, DateTimeOffset.MinValue, null);
    private Task _refresh = Task.CompletedTask;

    /// <summary>A token of this process's managed identity, or of the user who is signed in on this machine.</summary>
    /// <remarks><c>AZURE_CLIENT_ID</c> and <c>AZURE_TOKEN_CREDENTIALS</c> select the identity.</remarks>
    public static EntraToken Create() =>
        new(new DefaultAzureCredential(), TimeProvider.System, NullLogger<EntraToken>.Instance);

    /// <summary>Makes Npgsql use the token as the password of each new connection. Open connections stay open.</summary>
    /// <remarks>
    /// Not <c>UsePeriodicPasswordProvider</c>: it requests a token before the first connection, sends the token to the server after the
    /// token has expired, and retries a failed first request only after the failure interval of 30 s
    /// (<c>EntraLibraryTests</c>).
    /// </remarks>
    public void Supply(NpgsqlDataSourceBuilder builder) =>
        builder.UsePasswordProvider(
            // Npgsql requires a synchronous one too, for connections that an application opens synchronously.
            _ => GetAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult(),
            (_, cancellationToken) => GetAsync(cancellationToken)
        );

    /// <param name="cancellationToken">Stops waiting; the request continues for later callers.</param>
    /// <exception cref="DatabaseTokenException">There is no valid token.</exception>
    public async ValueTask<string> GetAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var held = _held;
        if (now >= held.NextAttemptAt)
        {
            var refresh = EnsureRefreshing();
            if (held.EndsAt - now <= TooShort)
            {
                await refresh.WaitAsync(cancellationToken);
                (now, held) = (time.GetUtcNow(), _held);
            }
        }

        return held.Failure is null || now < held.EndsAt ? held.Token : throw new DatabaseTokenException(held.Failure);
    }

    /// <summary>At most one request at a time, shared by all callers.</summary>
    private Task EnsureRefreshing()
    {
        lock (_lock)
        {
            var isAnswered = _refresh.IsCompleted && time.GetUtcNow() < _held.NextAttemptAt;
            return isAnswered || !_refresh.IsCompleted ? _refresh : _refresh = RefreshAsync();
        }
    }

    /// <summary>Replaces the token, or stores the failure. Never throws.</summary>
    private async Task RefreshAsync()
    {
        // The first caller must not hold the lock while the credential initializes.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        using var patience = new CancellationTokenSource(Patience, time);
        try
        {
            var token = await credential.GetTokenAsync(Database, patience.Token);
            _held = Hold(token, time.GetUtcNow());
        }
        catch (Exception exception)
        {
            Keep(exception, time.GetUtcNow());
        }
    }

    private static Held Hold(AccessToken token, DateTimeOffset now)
    {
        if (token.ExpiresOn <= now)
        {
            throw new EndedTokenException();
        }

        var wanted = token.RefreshOn ?? token.ExpiresOn - TimeToRefresh;
        // A credential may return an old token from its cache.
        var next = wanted > now + Pause ? wanted : now + Pause;
        return new Held(token.Token, token.ExpiresOn, next < token.ExpiresOn ? next : token.ExpiresOn, null);
    }

    private void Keep(Exception exception, DateTimeOffset now)
    {
        var left = _held.EndsAt - now;
        var pause =
            left <= TimeSpan.Zero ? PauseWithoutToken
            : left < Pause ? left
            : Pause;
        _held = _held with { NextAttemptAt = now + pause, Failure = exception };
        if (left > TimeSpan.Zero)
        {
            LogNotRefreshed((int)left.TotalSeconds, DatabaseErrors.Describe(exception));
        }
        else
        {
            LogNone(DatabaseErrors.Describe(exception));
        }
    }

    // Without the exception itself: its text may name the signed-in user.
    [LoggerMessage(
        LogLevel.Warning,
        "The database's token could not be refreshed; the old one is valid for {Seconds} s more: {Error}"
    )]
    private partial void LogNotRefreshed(int seconds, string error);

    [LoggerMessage(LogLevel.Error, "There is no token for the database: {Error}")]
    private partial void LogNone(string error);

    private sealed class EndedTokenException()
        : Exception("the token has expired already. Check this machine's clock."),
            IUserMessage;

    /// <param name="Token">Empty before the first token.</param>
    /// <param name="EndsAt">When the server stops accepting it.</param>
    /// <param name="Failure">The error of the last attempt; null when it succeeded.</param>
    private sealed record Held(string Token, DateTimeOffset EndsAt, DateTimeOffset NextAttemptAt, Exception? Failure)
    {
        /// <summary>Returns only the type's name, because the generated text would contain the token.</summary>
        public override string ToString() => nameof(Held);
    }
}
