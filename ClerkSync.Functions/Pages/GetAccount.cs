using System.Net;
using System.Text.Json.Serialization;
using ClerkSync.Core;
using ClerkSync.Functions.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;

namespace ClerkSync.Functions.Pages;

/// <summary><c>GET /api/account/</c>: the page of a signed-up person. Its data are behind the session.</summary>
public sealed class GetAccount(ClerkSyncSettings settings)
{
    private const string Config = "config.json";

    /// <summary>Serves the page, its files, and <c>config.json</c> with the application's name and links.</summary>
    [PublicRoute]
    [Function("ClerkSyncGetAccount")]
    public Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "account/{*path}")] HttpRequestData request,
        string? path
    ) =>
        path == Config
            ? request.CreateJsonAsync(HttpStatusCode.OK, CreateConfig(), AccountJson.Default.AccountConfig)
            : PageResponse.CreateAsync(request, "account", path, settings.AuthorizedParties);

    private AccountConfig CreateConfig() =>
        new(
            settings.AccountName,
            settings.AccountColor,
            settings.AccountSignInUrl?.ToString(),
            HttpUrl.Find(settings.UpgradeUrl)?.ToString(),
            // The issuer signs the tokens, so it may hand one over too: under "up" it is the page of the simulated Clerk.
            [.. settings.AuthorizedParties, .. FindIssuerOrigin()]
        );

    private IEnumerable<string> FindIssuerOrigin() =>
        HttpUrl.Find(settings.ClerkIssuer) is { } issuer ? [issuer.GetLeftPart(UriPartial.Authority)] : [];
}

/// <summary>What the account page shows of the application.</summary>
/// <param name="Name">Null when it is not set.</param>
/// <param name="Color">Such as <c>#3d4fd7</c>; null when it is not set.</param>
/// <param name="SignInUrl">Null when it is not set.</param>
/// <param name="UpgradeUrl">Null when the setting is only a path: this page does not know the front end's origin.</param>
/// <param name="Origins">Whose pages may hand over a session token.</param>
internal sealed record AccountConfig(
    string? Name,
    string? Color,
    string? SignInUrl,
    string? UpgradeUrl,
    IReadOnlyList<string> Origins
);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(AccountConfig))]
internal sealed partial class AccountJson : JsonSerializerContext;
