using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using ClerkSync.SimulatedClerk.Api;
using Microsoft.AspNetCore.Http;

namespace ClerkSync.SimulatedClerk.Page;

/// <summary>
/// The link that hands the secret key to the page, once. <c>up</c> prints it on the terminal of its user. A browser that is started with
/// it shows it to the other accounts of the machine, in the list of processes; then it has been used.
/// </summary>
/// <param name="secretKey">What the page needs.</param>
internal sealed class PageLink(string secretKey)
{
    /// <summary>Where the page redeems it.</summary>
    public const string Route = "/page/key";

    private const int TokenLength = 18;

    private readonly string _token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenLength));
    private int _isRedeemed;

    /// <summary>The link. What follows the # stays in the browser, and in no log.</summary>
    public string AppendTo(string baseUrl) => $"{baseUrl}/#{_token}";

    /// <summary>Answers with the key if the body is the token and it has not been used.</summary>
    public async Task RedeemAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var given = Encoding.UTF8.GetBytes(await reader.ReadToEndAsync(context.RequestAborted));
        if (
            !CryptographicOperations.FixedTimeEquals(given, Encoding.UTF8.GetBytes(_token))
            || Interlocked.Exchange(ref _isRedeemed, 1) == 1
        )
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
}
