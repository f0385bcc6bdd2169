using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using ClerkSync.SimulatedClerk.Api;
using Microsoft.AspNetCore.Http;

namespace ClerkSync.SimulatedClerk.Page;

/// <summary>
/// The link that hands the secret key to the page, once. <c>up</c> prints it on the terminal of its user, and <c>open</c> makes a new one.
/// A browser that is started with it shows it to the other accounts of the machine, in the list of processes; then it has been used.
/// </summary>
/// <param name="secretKey">What the page needs.</param>
internal sealed class PageLink(string secretKey)
{
    /// <summary>Where the page redeems it.</summary>
    public const string Route = "/page/key";

    private const int TokenLength = 18;

    private volatile OneTimeToken _token = new();

    /// <summary>The link. What follows the # stays in the browser, and in no log.</summary>
    public string AppendTo(string baseUrl) => $"{baseUrl}/#{_token.Text}";

    /// <summary>Makes a new link; the earlier one stops working.</summary>
    public void Renew() => _token = new OneTimeToken();

    /// <summary>Answers with the key if the body is the token and it has not been used.</summary>
    public async Task RedeemAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var given = Encoding.UTF8.GetBytes(await reader.ReadToEndAsync(context.RequestAborted));
        if (!_token.TryRedeem(given))
        {
            throw RefusedRequestException.Unauthenticated();
        }

        await ClerkAnswer.WriteAsync(
            context,
            json =>
            {
                json.WriteStartObject();
                json.WriteString("secret_key", secretKey);
                json.WriteEndObject();
            }
        );
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
