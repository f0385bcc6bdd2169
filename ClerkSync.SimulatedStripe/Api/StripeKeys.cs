using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace ClerkSync.SimulatedStripe.Api;

/// <summary>The keys that the API accepts.</summary>
internal sealed class StripeKeys
{
    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const int Length = 24;

    private readonly ConcurrentDictionary<string, StripeKey> _keys = new(StringComparer.Ordinal);

    public StripeKeys()
    {
        Test = Add("sk_test_", isLive: false, readable: null);
        Live = Add("sk_live_", isLive: true, readable: null);
    }

    public string Test { get; }

    public string Live { get; }

    public string CreateRestricted(string[] readable) => Add("rk_test_", isLive: false, [.. readable]);

    /// <exception cref="StripeException">The key does not exist.</exception>
    public StripeKey Authenticate(HttpRequest request)
    {
        var given = ReadKey(request.Headers.Authorization.ToString());
        return _keys.TryGetValue(given, out var key) ? key : throw StripeException.InvalidKey(given);
    }

    /// <summary>Reads a bearer token, or the user name of Basic authentication, which Stripe also accepts.</summary>
    private static string ReadKey(string authorization)
    {
        if (authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
        {
            return authorization["Bearer ".Length..].Trim();
        }

        Span<byte> decoded = stackalloc byte[512];
        return
            authorization.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase)
            && Convert.TryFromBase64String(authorization["Basic ".Length..], decoded, out var length)
            ? Encoding.UTF8.GetString(decoded[..length]).Split(':')[0]
            : "";
    }

    private string Add(string prefix, bool isLive, HashSet<string>? readable)
    {
        var text = prefix + RandomNumberGenerator.GetString(Alphabet, Length);
        _keys[text] = new StripeKey(text, isLive, readable);
        return text;
    }
}

/// <param name="Readable">What a restricted key may read; null for an unrestricted key.</param>
internal sealed record StripeKey(string Text, bool IsLive, IReadOnlySet<string>? Readable)
{
    /// <exception cref="StripeException">The key lacks the permission.</exception>
    public void EnsurePermitted(string permission, bool writes)
    {
        if (Readable is not null && (writes || !Readable.Contains(permission)))
        {
            throw StripeException.NotPermitted(Text, $"{permission}_{(writes ? "write" : "read")}");
        }
    }
}
