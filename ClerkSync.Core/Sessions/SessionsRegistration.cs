using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ClerkSync.Core.Sessions;

internal static class SessionsRegistration
{
    /// <summary>Adds the check of session tokens. Opens no connection before the first token.</summary>
    public static IServiceCollection AddSessions(this IServiceCollection services, ClerkSyncSettings settings)
    {
        services
            .AddSingleton<IssuerKeys>()
            .AddSingleton(provider => new SessionTokenVerifier(
                settings,
                provider.GetRequiredService<IssuerKeys>(),
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<SessionTokenVerifier>>()
            ))
            .AddHttpClient<IssuerKeysClient>(http =>
            {
                http.BaseAddress = settings.ClerkIssuer is { } issuer ? new Uri($"{issuer}/") : null;
                // Each request has its own.
                http.Timeout = Timeout.InfiniteTimeSpan;
                http.MaxResponseContentBufferSize = IssuerKeysClient.MaxLength;
                http.DefaultRequestHeaders.Add("Accept", "application/json");
                http.DefaultRequestHeaders.Add("User-Agent", "ClerkSync");
            })
            .ConfigurePrimaryHttpMessageHandler(() =>
                new SocketsHttpHandler
                {
                    // Only the issuer itself may say which keys are its own.
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
