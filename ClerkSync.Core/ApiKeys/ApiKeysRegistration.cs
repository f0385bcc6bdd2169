using Microsoft.Extensions.DependencyInjection;

namespace ClerkSync.Core.ApiKeys;

internal static class ApiKeysRegistration
{
    public static IServiceCollection AddApiKeys(this IServiceCollection services) => services.AddOwn<ApiKeyService>();
}
