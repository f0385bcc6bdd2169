using Microsoft.Extensions.DependencyInjection;

namespace ClerkSync.Core.Users;

internal static class UsersRegistration
{
    public static IServiceCollection AddUsers(this IServiceCollection services) =>
        services.AddSingleton<UserRepository>().AddSingleton<JustInTimeUsers>().AddOwn<UserService>();
}
