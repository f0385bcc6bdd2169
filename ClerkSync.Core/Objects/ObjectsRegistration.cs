using Microsoft.Extensions.DependencyInjection;

namespace ClerkSync.Core.Objects;

internal static class ObjectsRegistration
{
    public static IServiceCollection AddObjects(this IServiceCollection services) =>
        services.AddSingleton<ObjectTransaction>().AddSingleton<ObjectWriter>();
}
