using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace ClerkSync.Core;

internal static class OwnServices
{
    /// <summary>Registers a class under its own type and under <typeparamref name="TBase"/>, as one instance.</summary>
    public static IServiceCollection AddAs<TBase, T>(this IServiceCollection services)
        where TBase : class
        where T : class, TBase =>
        services.AddSingleton<T>().AddSingleton<TBase>(provider => provider.GetRequiredService<T>());

    /// <summary>Adds a public class whose only constructor is internal, which the container does not find by itself.</summary>
    public static IServiceCollection AddOwn<T>(this IServiceCollection services)
        where T : class
    {
        return services.AddSingleton(Create);

        static T Create(IServiceProvider provider)
        {
            var constructor = typeof(T).GetConstructors(BindingFlags.Instance | BindingFlags.NonPublic).Single();
            var arguments = constructor
                .GetParameters()
                .Select(parameter => provider.GetRequiredService(parameter.ParameterType));
            return (T)constructor.Invoke(BindingFlags.DoNotWrapExceptions, null, [.. arguments], null);
        }
    }
}
