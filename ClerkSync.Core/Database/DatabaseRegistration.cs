using Azure.Core;
using Azure.Identity;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace ClerkSync.Core.Database;

internal static class DatabaseRegistration
{
    public static IServiceCollection AddDatabase(this IServiceCollection services, ClerkSyncSettings settings)
    {
        DefaultTypeMap.MatchNamesWithUnderscores = true;
        SqlMapper.AddTypeHandler(new UtcTimeHandler());
        services.AddSingleton<SharedToken>();
        services.TryAddSingleton(provider =>
            DatabaseSource.Create(settings.Database, provider.GetRequiredService<SharedToken>().Supply)
        );
        services
            .AddSingleton(provider => new DatabasePool(
                settings.Database,
                keepsSessions =>
                    DatabaseSource.CreateOwn(
                        settings.Database,
                        keepsSessions,
                        provider.GetRequiredService<SharedToken>().Supply
                    ),
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<DatabasePool>>()
            ))
            .AddSingleton<DatabaseReader>()
            .AddSingleton<DatabaseWriter>();
        services.AddSingleton(provider => new Migrator(
            provider.GetRequiredService<NpgsqlDataSource>(),
            Migration.All,
            provider.GetServices<MigrationSet>()
        ));
        services.AddSingleton<SchemaVersion>();
        if (settings.MigrateOnStart)
        {
            services.AddHostedService<MigrateOnStart>();
        }

        return services;
    }

    /// <summary>The token of all data sources. It uses the credential that the application registered, if there is one.</summary>
    /// <remarks>Created when a data source needs it: without Entra none of Azure's libraries is loaded.</remarks>
    private sealed class SharedToken(IServiceProvider provider)
    {
        private readonly Lock _lock = new();
        private EntraToken? _token;

        public void Supply(NpgsqlDataSourceBuilder builder)
        {
            lock (_lock)
            {
                _token ??= new EntraToken(
                    provider.GetService<TokenCredential>() ?? new DefaultAzureCredential(),
                    provider.GetRequiredService<TimeProvider>(),
                    provider.GetRequiredService<ILogger<EntraToken>>()
                );
                _token.Supply(builder);
            }
        }
    }
}
