using Microsoft.Extensions.DependencyInjection;

namespace ClerkSync.Core.Objects;

internal static class ObjectsRegistration
{
    public static IServiceCollection AddObjects(this IServiceCollection services) =>
        services.AddSingleton<ObjectTransaction>().AddSingleton<ObjectWriter>();

    /// <summary>Adds a kind of object: its events are applied from now on.</summary>
    public static IServiceCollection AddObjectTable<TTable>(this IServiceCollection services)
        where TTable : ObjectTable =>
        services.AddSingleton<TTable>().AddSingleton<ObjectTable>(provider => provider.GetRequiredService<TTable>());
}
