using System.Net;
using System.Text.Json;

namespace ClerkSync.Core.Sessions;

/// <summary>Asks the issuer for its keys.</summary>
internal sealed class IssuerKeysClient(HttpClient http, TimeProvider time)
{
    /// <summary>The most that an answer may take, its body included. Users wait for it.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(3);

    /// <summary>The most bytes of an answer; Clerk's have less than a thousand.</summary>
    public const int MaxLength = 64 * 1024;

    /// <summary>Reads the keys that sign session tokens, by their ids; at least one.</summary>
    /// <exception cref="HttpRequestException">There is no whole answer of 200.</exception>
    /// <exception cref="OperationCanceledException">It took too long.</exception>
    /// <exception cref="JsonException">It is no set of keys with one for RS256.</exception>
    public async Task<IReadOnlyDictionary<string, SigningKey>> GetAsync()
    {
        using var deadline = new CancellationTokenSource(Timeout, time);
        using var response = await http.GetAsync(".well-known/jwks.json", deadline.Token);
        if (response.StatusCode != HttpStatusCode.OK)
        {
            throw new HttpRequestException(null, null, response.StatusCode);
        }

        var body = await response.Content.ReadAsByteArrayAsync(deadline.Token);
        return JsonSerializer.Deserialize(body, SessionJson.Default.KeySetPayload)?.ReadKeys() is { Count: > 0 } keys
            ? keys
            : throw new JsonException();
    }
}
