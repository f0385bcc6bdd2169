using System.Net;
using Microsoft.Extensions.DependencyInjection;

namespace ClerkSync.Core.ClerkApi;

internal static class ClerkApiRegistration
{
    private const string ApiVersion = "2026-05-12";

    // Source: Clerk documentation, "System limits", Backend API requests.
    private const int LiveLimit = 1000;
    private const int DevelopmentLimit = 100;
    private static readonly TimeSpan LimitWindow = TimeSpan.FromSeconds(10);

    /// <summary>Opens no connection, and needs no key before the first request.</summary>
    public static IServiceCollection AddClerkApi(this IServiceCollection services, ClerkSyncSettings settings)
    {
        var limit = settings.ClerkSecretKey is { IsLive: true } ? LiveLimit : DevelopmentLimit;
        services
            .AddSingleton(provider => new RequestBudget(
                limit,
                LimitWindow,
                provider.GetRequiredService<TimeProvider>()
            ))
            .AddTransient<ClerkApiClient>()
            .AddHttpClient<ClerkApiRequests>(http =>
            {
                http.BaseAddress = settings.ClerkApiUrl;
                // Each request has its own timeout, which covers the body too.
                http.Timeout = Timeout.InfiniteTimeSpan;
                http.DefaultRequestHeaders.Add("Clerk-API-Version", ApiVersion);
                http.DefaultRequestHeaders.Add("Accept", "application/json");
                http.DefaultRequestHeaders.Add("User-Agent", "ClerkSync");
            })
            .ConfigurePrimaryHttpMessageHandler(() =>
                new SocketsHttpHandler
                {
                    // A redirect would send the key to another address.
                    AllowAutoRedirect = false,
                    UseCookies = false,
                    AutomaticDecompression = DecompressionMethods.All,
                    ConnectTimeout = TimeSpan.FromSeconds(10),
                    // The client may live as long as the process, and Clerk's addresses change.
                    PooledConnectionLifetime = TimeSpan.FromMinutes(2),
                }
            )
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            // The default loggers write several lines for each request, and a run sends thousands of requests.
            .RemoveAllLoggers();
        return services;
    }
}
