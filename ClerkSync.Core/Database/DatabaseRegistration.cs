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
        services.TryAddSingleton(provider =>
            DatabaseSource.Create(settings.Database, builder => CreateToken(provider).Supply(builder))
        );
        services
            .AddSingleton(provider => new DatabasePool(
                settings.Database,
                keepsSessions =>
                    DatabaseSource.CreateOwn(
                        settings.Database,
                        keepsSessions,
                        builder => CreateToken(provider).Supply(builder)
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

    /// <summary>Of the credential that an application has registered, if it has one.</summary>
    private static EntraToken CreateToken(IServiceProvider provider) =>
        new(
            provider.GetService<TokenCredential>() ?? new DefaultAzureCredential(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<EntraToken>>()
        );
}
