using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ClerkSync.Tests.Drivers;

/// <summary>The HTTP request of a delivery. The class signs raw bytes, so a body that is not UTF-8 can be signed too.</summary>
internal sealed record Delivery
{
    public required byte[] Body { get; init; }
    public string? SvixId { get; init; }
    public string? Timestamp { get; init; }
    public string? Signature { get; init; }
    public string Brand { get; init; } = "svix";
    public HttpMethod Method { get; init; } = HttpMethod.Post;

    public static Delivery Sign(byte[] body, string svixId, string secret, DateTimeOffset? signedAt = null)
    {
        var timestamp = (signedAt ?? DateTimeOffset.UtcNow).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{svixId}.{timestamp}."), .. body];
        var key = Convert.FromBase64String(secret["whsec_".Length..]);
        return new Delivery
        {
            Body = body,
            SvixId = svixId,
            Timestamp = timestamp,
            Signature = $"v1,{Convert.ToBase64String(HMACSHA256.HashData(key, signed))}",
        };
    }

    public HttpRequestMessage ToRequest(Uri endpoint)
    {
        var request = new HttpRequestMessage(Method, endpoint);
        if (Method != HttpMethod.Get)
        {
            request.Content = new ByteArrayContent(Body) { Headers = { { "Content-Type", "application/json" } } };
        }

        foreach (var (name, value) in new[] { ("id", SvixId), ("timestamp", Timestamp), ("signature", Signature) })
        {
            if (value is not null)
            {
                request.Headers.TryAddWithoutValidation($"{Brand}-{name}", value);
            }
        }

        return request;
    }
}
