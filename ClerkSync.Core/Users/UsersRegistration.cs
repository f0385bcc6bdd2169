using ClerkSync.Core.Objects;
using Microsoft.Extensions.DependencyInjection;

namespace ClerkSync.Core.Users;

internal static class UsersRegistration
{
    public static IServiceCollection AddUsers(this IServiceCollection services) =>
        services
            .AddAs<ObjectTable, UserTable>()
            .AddSingleton<JustInTimeUsers>()
            .AddSingleton<UserLookup>()
            .AddOwn<UserService>();
}
