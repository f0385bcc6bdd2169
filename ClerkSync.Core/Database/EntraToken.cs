using Azure.Core;
using Azure.Identity;
using ClerkSync.Core.Disclosure;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace ClerkSync.Core.Database;

/// <summary>The process's token for the database: asked for when it is first needed, and again before it ends.</summary>
/// <remarks>
/// There is no timer: an instance that has nothing to do asks for nothing. While the old token lives nobody waits for the new one,
/// and a failure to get one harms nobody. The cache of Azure.Identity is not enough: it drops a token five minutes before the token
/// ends, and then every caller waits for the endpoint.
/// </remarks>
internal sealed partial class EntraToken(TokenCredential credential, TimeProvider time, ILogger<EntraToken> logger)
{
    // Source: Microsoft Learn, "Use Microsoft Entra ID for authentication with Azure Database for PostgreSQL".
    private static readonly TokenRequestContext Database = new(["https://ossrdbms-aad.database.windows.net/.default"]);

    // Before that, unless it says another time, a credential answers with the token that it has. Source: Azure.Core,
    // BearerTokenAuthenticationPolicy.
    private static readonly TimeSpan TimeToRefresh = TimeSpan.FromMinutes(5);

    // The server may see it later than we sent it, and its clock may be ahead.
    private static readonly TimeSpan TooShort = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PauseWithoutToken = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private volatile Held _held = new("", DateTimeOffset.MinValue, DateTimeOffset.MinValue, null);
    private Task _refresh = Task.CompletedTask;

    /// <summary>A token of the identity that the environment gives this process, or of who is signed in on this machine.</summary>
    /// <remarks><c>AZURE_CLIENT_ID</c> and <c>AZURE_TOKEN_CREDENTIALS</c> say which.</remarks>
    public static EntraToken Create() =>
        new(new DefaultAzureCredential(), TimeProvider.System, NullLogger<EntraToken>.Instance);

    /// <summary>Has Npgsql take the token as the password of each new connection; those that are open stay open.</summary>
    /// <remarks>
    /// Not <c>UsePeriodicPasswordProvider</c>: that asks at once instead of at the first connection, and then at a fixed interval,
    /// whenever the token ends.
    /// </remarks>
    public void Supply(NpgsqlDataSourceBuilder builder) =>
        builder.UsePasswordProvider(
            // Npgsql wants this one too, for connections that an application opens synchronously.
            _ => GetAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult(),
            (_, cancellationToken) => GetAsync(cancellationToken)
        );

    /// <summary>The token, to be sent as the password of a new connection.</summary>
    /// <param name="cancellationToken">Ends the waiting; the request goes on for those who come later.</param>
    /// <exception cref="DatabaseTokenException">There is none.</exception>
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

    /// <summary>One request at a time, whoever needs it.</summary>
    private Task EnsureRefreshing()
    {
        lock (_lock)
        {
            var isAnswered = _refresh.IsCompleted && time.GetUtcNow() < _held.NextAttemptAt;
            return isAnswered || !_refresh.IsCompleted ? _refresh : _refresh = RefreshAsync();
        }
    }

    /// <summary>Replaces the token, or keeps what went wrong; never fails.</summary>
    private async Task RefreshAsync()
    {
        // Whoever comes first must not hold the lock while the credential is made ready.
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
        // A credential may answer with the token that it has had for long.
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

    // Without the exception itself: its text may name who signed in.
    [LoggerMessage(
        LogLevel.Warning,
        "The database's token could not be refreshed; the old one lives for {Seconds} s more: {Error}"
    )]
    private partial void LogNotRefreshed(int seconds, string error);

    [LoggerMessage(LogLevel.Error, "There is no token for the database: {Error}")]
    private partial void LogNone(string error);

    private sealed class EndedTokenException()
        : Exception("the token has expired already. Look at this machine's clock."),
            IUserMessage;

    /// <param name="Token">Empty before the first one came.</param>
    /// <param name="EndsAt">When the server stops taking it.</param>
    /// <param name="NextAttemptAt">When to ask for another.</param>
    /// <param name="Failure">Of the last attempt; null when it succeeded.</param>
    private sealed record Held(string Token, DateTimeOffset EndsAt, DateTimeOffset NextAttemptAt, Exception? Failure)
    {
        /// <summary>Says nothing: a record would print the token.</summary>
        public override string ToString() => nameof(Held);
    }
}
