using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace ClerkSync.Core.ApiKeys;

internal static class ApiKeysRegistration
{
    public static IServiceCollection AddApiKeys(this IServiceCollection services) =>
        services
            .AddSingleton<SignUpKeys>()
            .AddSingleton(provider => new ApiKeyService(
                provider.GetRequiredService<NpgsqlDataSource>(),
                provider.GetRequiredService<ClerkSyncSettings>()
            ));
}
