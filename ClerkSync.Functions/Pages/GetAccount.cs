using System.Net;
using System.Text.Json.Serialization;
using ClerkSync.Core;
using ClerkSync.Functions.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;

namespace ClerkSync.Functions.Pages;

/// <summary><c>GET /api/account/</c>: the page of a signed-in user. It shows data only with a session.</summary>
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
            settings.AccountSignOutUrl?.ToString(),
            HttpUrl.Find(settings.UpgradeUrl)?.ToString(),
            // The issuer signs the tokens, so its pages may hand one over too. Under "up", this is the page of the simulated Clerk.
            [.. settings.AuthorizedParties, .. FindIssuerOrigin()]
        );

    private IEnumerable<string> FindIssuerOrigin() =>
        HttpUrl.Find(settings.ClerkIssuer) is { } issuer ? [issuer.GetLeftPart(UriPartial.Authority)] : [];
}

/// <summary>The settings of the account page.</summary>
/// <param name="Name">The application's name; null when not set.</param>
/// <param name="Color">A color such as <c>#3d4fd7</c>; null when not set.</param>
/// <param name="SignInUrl">Null when not set.</param>
/// <param name="SignOutUrl">Null when not set.</param>
/// <param name="UpgradeUrl">Null when the setting is only a path, because this page does not know the front end's origin.</param>
/// <param name="Origins">The origins whose pages may hand over a session token.</param>
internal sealed record AccountConfig(
    string? Name,
    string? Color,
    string? SignInUrl,
    string? SignOutUrl,
    string? UpgradeUrl,
    IReadOnlyList<string> Origins
);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(AccountConfig))]
internal sealed partial class AccountJson : JsonSerializerContext;
