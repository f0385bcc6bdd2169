using System.Reflection;
using Microsoft.Azure.Functions.Worker;

namespace ClerkSync.AspNetCore.Functions;

/// <summary>Finds the functions of an application by reflection.</summary>
internal static class FunctionFinder
{
    private const BindingFlags PublicMethods =
        BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <exception cref="InvalidOperationException">Two functions share a name, or one has a trigger that is not supported.</exception>
    public static IReadOnlyList<KestrelFunction> Find(IEnumerable<Type> types)
    {
        var functions = types
            .SelectMany(type => type.GetMethods(PublicMethods))
            .Select(FindFunction)
            .OfType<KestrelFunction>()
            .ToList();
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var function in functions)
        {
            if (!names.Add(function.Name))
            {
                throw new InvalidOperationException($"Two functions are called {function.Name}.");
            }

            if (function.HttpTrigger is null && function.TimerTrigger is null)
            {
                throw new InvalidOperationException(
                    $"The function {function.Name} has neither an HttpTrigger nor a TimerTrigger."
                );
            }
        }

        return functions;
    }

    private static KestrelFunction? FindFunction(MethodInfo method) =>
        method.GetCustomAttribute<FunctionAttribute>() is { } attribute
            ? new KestrelFunction(attribute.Name, method)
            : null;
}
