using System.Net;
using System.Text.Json;

namespace ClerkSync.Core.Sessions;

internal sealed class IssuerKeysClient(HttpClient http, TimeProvider time)
{
    /// <summary>The timeout of a request, with its body. Users wait for it.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(3);

    /// <summary>The maximum length of a response in bytes. Clerk's responses are below a thousand bytes.</summary>
    public const int MaxLength = 64 * 1024;

    /// <summary>Reads the keys that sign session tokens, by their ids. There is at least one.</summary>
    /// <exception cref="HttpRequestException">There is no complete response of 200.</exception>
    /// <exception cref="OperationCanceledException">The request took too long.</exception>
    /// <exception cref="JsonException">The response is not a key set with a key for RS256.</exception>
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
