using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace ClerkSync.Core.Sessions;

/// <summary>The issuer's keys, cached in memory.</summary>
/// <remarks>
/// Regardless of the tokens, the issuer gets at most one request per interval, and all callers share its response. While it does not
/// answer, its last keys are used for a day. Not <c>ConfigurationManager</c> of Microsoft.IdentityModel: it returns withdrawn keys
/// until a refresh succeeds; while it has no keys, every token causes a request; and either no token can wait for a new key or all
/// tokens wait. <c>KeyLibraryTests</c> fails when one of these changes. Once all have changed, the library replaces this class.
/// </remarks>
internal sealed partial class IssuerKeys(IssuerKeysClient client, TimeProvider time, ILogger<IssuerKeys> logger)
{
    /// <summary>
    /// The time for which keys are used without another request, so that a withdrawn key is forgotten.
    /// </summary>
    public static readonly TimeSpan Life = TimeSpan.FromHours(1);

    /// <summary>The time for which keys are used while the issuer does not answer.</summary>
    public static readonly TimeSpan LifeInOutage = TimeSpan.FromHours(24);

    /// <summary>The shortest time between two requests.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    /// <summary>The shortest time between two requests while there are no keys and no user can sign in.</summary>
    public static readonly TimeSpan PauseWithoutKeys = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private KeySet? _keys;
    private Task? _reading;
    private long _askedAt;
    private bool _failed;

    public async ValueTask<KeyAnswer> FindAsync(string? kid, CancellationToken cancellationToken)
    {
        if (kid is null)
        {
            return new KeyAnswer(null, SessionTokenRejection.UnknownKey);
        }

        if (Find(kid, Life) is { } key)
        {
            return new KeyAnswer(key, null);
        }

        await ReadOnceInAWhile().WaitAsync(cancellationToken);
        return Find(kid, LifeInOutage) is { } found
            ? new KeyAnswer(found, null)
            : new KeyAnswer(null, _failed ? SessionTokenRejection.KeysUnavailable : SessionTokenRejection.UnknownKey);
    }

    private SigningKey? Find(string kid, TimeSpan life) =>
        Volatile.Read(ref _keys) is { } keys && time.GetElapsedTime(keys.ReadAt) < life
            ? keys.ById.GetValueOrDefault(kid)
            : null;

    /// <summary>Sends a request, waits for one in flight, or does nothing shortly after one.</summary>
    private Task ReadOnceInAWhile()
    {
        lock (_lock)
        {
            if (
                _reading is null
                || (_reading.IsCompleted && time.GetElapsedTime(_askedAt) >= (_keys is null ? PauseWithoutKeys : Pause))
            )
            {
                _askedAt = time.GetTimestamp();
                _reading = ReadAsync();
            }

            return _reading;
        }
    }

    /// <summary>All waiting callers share it, so none of them can cancel it. It fails only because of a bug.</summary>
    private async Task ReadAsync()
    {
        try
        {
            Volatile.Write(ref _keys, new KeySet(await client.GetAsync(), time.GetTimestamp()));
            _failed = false;
        }
        catch (Exception exception)
            when (exception is HttpRequestException or OperationCanceledException or IOException or JsonException)
        {
            _failed = true;
            LogFailed(Describe(exception));
        }
    }

    /// <summary>Contains nothing of the response itself.</summary>
    private static string Describe(Exception exception) =>
        exception switch
        {
            HttpRequestException { StatusCode: { } status } => $"{(int)status}",
            HttpRequestException { HttpRequestError: var error } => $"{error}",
            OperationCanceledException => "no answer in time",
            JsonException => "it sent no RS256 key of 2048 bits or more",
            _ => exception.GetType().Name,
        };

    [LoggerMessage(
        LogLevel.Warning,
        "The issuer of session tokens did not return its keys: {Reason}. Does CLERK_ISSUER point to Clerk?"
    )]
    private partial void LogFailed(string reason);

    private sealed record KeySet(IReadOnlyDictionary<string, SigningKey> ById, long ReadAt);
}

/// <summary>The result of the search for a key.</summary>
/// <param name="Key">Null when it was not found.</param>
/// <param name="Rejection">Null when it was found.</param>
internal readonly record struct KeyAnswer(SigningKey? Key, SessionTokenRejection? Rejection);
