using System.Globalization;
using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;

namespace ClerkSync.LocalHost.Functions;

/// <summary>Says where an argument of a function comes from.</summary>
internal static class ArgumentBinding
{
    private static readonly Dictionary<Type, Func<string, object>> Parsers = new()
    {
        [typeof(string)] = text => text,
        [typeof(Guid)] = text => Guid.Parse(text),
        [typeof(int)] = text => int.Parse(text, CultureInfo.InvariantCulture),
        [typeof(long)] = text => long.Parse(text, CultureInfo.InvariantCulture),
    };

    /// <param name="parameter">The parameter that takes the argument.</param>
    /// <param name="routeParameters">The names in the function's route.</param>
    /// <returns>Null when nothing fits.</returns>
    public static Func<LocalFunctionContext, object?>? Find(
        ParameterInfo parameter,
        IReadOnlyCollection<string> routeParameters
    )
    {
        var type = parameter.ParameterType;
        if (
            IsTrigger<HttpTriggerAttribute, HttpRequestData>(parameter)
            || IsTrigger<TimerTriggerAttribute, TimerInfo>(parameter)
        )
        {
            return context => context.Trigger;
        }

        if (type == typeof(FunctionContext))
        {
            return context => context;
        }

        if (type == typeof(CancellationToken))
        {
            return context => context.CancellationToken;
        }

        return
            routeParameters.Contains(parameter.Name, StringComparer.OrdinalIgnoreCase)
            && Parsers.TryGetValue(type, out var parse)
            ? context => context.RouteValues[parameter.Name!] is string text ? parse(text) : Missing(parameter)
            : null;
    }

    private static bool IsTrigger<TAttribute, TValue>(ParameterInfo parameter) =>
        parameter.ParameterType == typeof(TValue) && parameter.IsDefined(typeof(TAttribute));

    /// <summary>What stands for an optional part of a route that the request left out.</summary>
    private static object? Missing(ParameterInfo parameter)
    {
        if (parameter.HasDefaultValue)
        {
            return parameter.DefaultValue;
        }

        return parameter.ParameterType.IsValueType
            ? throw new InvalidOperationException($"The request's path has no {parameter.Name}.")
            : null;
    }
}
