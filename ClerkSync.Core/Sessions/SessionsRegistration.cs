using Microsoft.Extensions.DependencyInjection;

namespace ClerkSync.Core.Sessions;

internal static class SessionsRegistration
{
    /// <summary>Opens no connection before the first token.</summary>
    public static IServiceCollection AddSessions(this IServiceCollection services, ClerkSyncSettings settings)
    {
        services
            .AddSingleton<IssuerKeys>()
            .AddOwn<SessionTokenVerifier>()
            .AddHttpClient<IssuerKeysClient>(http =>
            {
                http.BaseAddress = settings.ClerkIssuer is { } issuer ? new Uri($"{issuer}/") : null;
                // Each request has its own timeout.
                http.Timeout = Timeout.InfiniteTimeSpan;
                http.MaxResponseContentBufferSize = IssuerKeysClient.MaxLength;
                http.DefaultRequestHeaders.Add("Accept", "application/json");
                http.DefaultRequestHeaders.Add("User-Agent", "ClerkSync");
            })
            .ConfigurePrimaryHttpMessageHandler(() =>
                new SocketsHttpHandler
                {
                    // Only the issuer itself may name its keys.
                    AllowAutoRedirect = false,
                    UseCookies = false,
                    // The client lives as long as the process, and Clerk's addresses change.
                    PooledConnectionLifetime = TimeSpan.FromMinutes(2),
                }
            )
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .RemoveAllLoggers();
        return services;
    }
}
