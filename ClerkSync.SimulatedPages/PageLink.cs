using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace ClerkSync.SimulatedPages;

/// <summary>
/// A one-time link that gives the secret key to the page. <c>up</c> prints it on the user's terminal, and <c>open</c> creates a new one.
/// When a browser is started with the link, other accounts of the machine can see it in the process list, but by then it has been used.
/// </summary>
/// <param name="secretKey">The key that the page receives.</param>
internal sealed class PageLink(string secretKey)
{
    /// <summary>The route at which the page redeems the token.</summary>
    public const string Route = "/page/key";

    private const int TokenLength = 18;

    private volatile OneTimeToken _token = new();

    /// <summary>The link. The part after the # stays in the browser and appears in no log.</summary>
    public string AppendTo(string baseUrl) => $"{baseUrl}/#{_token.Text}";

    /// <summary>Creates a new token. The previous link stops working.</summary>
    public void Renew() => _token = new OneTimeToken();

    /// <summary>Returns the key if the body is the token and the token has not been used; else 401.</summary>
    public async Task RedeemAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var given = Encoding.UTF8.GetBytes(await reader.ReadToEndAsync(context.RequestAborted));
        if (!_token.TryRedeem(given))
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        context.Response.ContentType = "application/json";
        var answer = new JsonObject { ["secret_key"] = secretKey };
        await context.Response.WriteAsync(answer.ToJsonString(), context.RequestAborted);
    }

    private sealed class OneTimeToken
    {
        private int _isRedeemed;

        public string Text { get; } = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenLength));

        public bool TryRedeem(byte[] given) =>
            CryptographicOperations.FixedTimeEquals(given, Encoding.UTF8.GetBytes(Text))
            && Interlocked.Exchange(ref _isRedeemed, 1) == 0;
    }
}
