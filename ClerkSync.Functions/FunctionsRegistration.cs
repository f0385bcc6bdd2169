using ClerkSync.Core;
using ClerkSync.Functions.Users;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace ClerkSync.Functions;

/// <summary>Wires ClerkSync and its functions into a function app.</summary>
public static class FunctionsRegistration
{
    /// <summary>Adds all services that ClerkSync's functions use, and <see cref="CurrentUser"/> for the application's functions.</summary>
    /// <exception cref="SettingException">A setting is missing or malformed.</exception>
    public static IServiceCollection AddClerkSyncFunctions(
        this IServiceCollection services,
        IConfiguration configuration
    ) => services.AddClerkSyncCore(configuration).AddSingleton<CurrentUser>();
}
