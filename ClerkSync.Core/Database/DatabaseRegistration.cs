using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql;

namespace ClerkSync.Core.Database;

internal static class DatabaseRegistration
{
    public static IServiceCollection AddDatabase(this IServiceCollection services, ClerkSyncSettings settings)
    {
        DefaultTypeMap.MatchNamesWithUnderscores = true;
        SqlMapper.AddTypeHandler(new UtcTimeHandler());
        services.TryAddSingleton(_ => CreateDataSource(settings.Database));
        services.AddSingleton<DatabaseWriter>();
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

    private static NpgsqlDataSource CreateDataSource(NpgsqlConnectionStringBuilder settings)
    {
        var connection = new NpgsqlConnectionStringBuilder(settings.ConnectionString) { CommandTimeout = 6 };
        if (!connection.NoResetOnClose && connection.MaxAutoPrepare == 0)
        {
            connection.MaxAutoPrepare = 40;
            connection.AutoPrepareMinUsages = 2;
        }

        connection.ApplicationName ??= "clerksync";
        return NpgsqlDataSource.Create(connection);
    }
}
