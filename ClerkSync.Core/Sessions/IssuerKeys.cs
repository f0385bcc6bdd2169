using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace ClerkSync.Core.Sessions;

/// <summary>The issuer's keys, kept in memory.</summary>
/// <remarks>
/// The issuer is asked at most once in a while, whatever tokens come; all who need the answer share it. While it is away,
/// the keys that it gave last are believed for a day. Not <c>ConfigurationManager</c> of Microsoft.IdentityModel: it returns withdrawn keys
/// until a refresh in the background succeeds, and while it has no keys every token causes a request.
/// </remarks>
internal sealed partial class IssuerKeys(IssuerKeysClient client, TimeProvider time, ILogger<IssuerKeys> logger)
{
    /// <summary>How long keys are taken without asking again, so that one that was withdrawn is forgotten.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromHours(1);

    /// <summary>How long they are taken while the issuer does not answer.</summary>
    public static readonly TimeSpan LifeInOutage = TimeSpan.FromHours(24);

    /// <summary>The least time from one request to the next.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    /// <summary>The same while there are no keys at all and nobody can sign in.</summary>
    public static readonly TimeSpan PauseWithoutKeys = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private KeySet? _keys;
    private Task? _reading;
    private long _askedAt;
    private bool _failed;

    /// <summary>Finds a key by its id.</summary>
    public async ValueTask<KeyAnswer> FindAsync(string? kid, CancellationToken cancellationToken)
    {
        if (kid is null)
        {
            return new KeyAnswer(null, SessionTokenRefusal.UnknownKey);
        }

        if (Find(kid, Life) is { } key)
        {
            return new KeyAnswer(key, null);
        }

        await ReadOnceInAWhile().WaitAsync(cancellationToken);
        return Find(kid, LifeInOutage) is { } found
            ? new KeyAnswer(found, null)
            : new KeyAnswer(null, _failed ? SessionTokenRefusal.KeysUnavailable : SessionTokenRefusal.UnknownKey);
    }

    private SigningKey? Find(string kid, TimeSpan life) =>
        Volatile.Read(ref _keys) is { } keys && time.GetElapsedTime(keys.ReadAt) < life
            ? keys.ById.GetValueOrDefault(kid)
            : null;

    /// <summary>Asks the issuer, waits for an answer that is under way, or, when it has just been asked, does nothing.</summary>
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

    /// <summary>Belongs to all who wait, so none of them can cancel it; it fails only by a bug.</summary>
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

    /// <summary>Nothing of the answer itself.</summary>
    private static string Describe(Exception exception) =>
        exception switch
        {
            HttpRequestException { StatusCode: { } status } => $"{(int)status}",
            HttpRequestException { HttpRequestError: var error } => $"{error}",
            OperationCanceledException => "no answer in time",
            JsonException => "no set of keys with one for RS256 of 2048 bits or more",
            _ => exception.GetType().Name,
        };

    [LoggerMessage(
        LogLevel.Warning,
        "The issuer of session tokens did not give its keys: {Reason}. Does CLERK_ISSUER lead to Clerk?"
    )]
    private partial void LogFailed(string reason);

    private sealed record KeySet(IReadOnlyDictionary<string, SigningKey> ById, long ReadAt);
}

/// <summary>What the search for a key found.</summary>
/// <param name="Key">Null when it was not found.</param>
/// <param name="Refusal">Null when it was.</param>
internal readonly record struct KeyAnswer(SigningKey? Key, SessionTokenRefusal? Refusal);
