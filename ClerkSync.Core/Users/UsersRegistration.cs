using ClerkSync.Core.ApiKeys;
using ClerkSync.Core.Credits;
using ClerkSync.Core.Database;
using ClerkSync.Core.Organizations;
using ClerkSync.Core.Plans;
using ClerkSync.Core.Usage;
using ClerkSync.Core.Webhooks;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace ClerkSync.Core.Users;

internal static class UsersRegistration
{
    public static IServiceCollection AddUsers(this IServiceCollection services) =>
        services
            .AddSingleton<UserRepository>()
            .AddSingleton<JustInTimeUsers>()
            .AddSingleton(provider => new UserService(
                provider.GetRequiredService<NpgsqlDataSource>(),
                provider.GetRequiredService<DatabaseWriter>(),
                provider.GetRequiredService<UserRepository>(),
                provider.GetRequiredService<JustInTimeUsers>(),
                provider.GetRequiredService<SignUpKeys>(),
                provider.GetRequiredService<MembershipRepository>(),
                provider.GetRequiredService<DeliveryLog>(),
                provider.GetRequiredService<CreditLedger>(),
                provider.GetRequiredService<PlanChanges>(),
                provider.GetRequiredService<UsageReader>(),
                provider.GetRequiredService<TimeProvider>()
            ));
}
