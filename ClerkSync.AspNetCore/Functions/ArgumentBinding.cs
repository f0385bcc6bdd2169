using System.Globalization;
using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;

namespace ClerkSync.AspNetCore.Functions;

/// <summary>Says where an argument of a function comes from.</summary>
internal static class ArgumentBinding
{
    // A part that the request left out is null. That suits a string; of the others it is an error, as in the host.
    private static readonly Dictionary<Type, Func<string?, object?>> Parsers = new()
    {
        [typeof(string)] = text => text,
        [typeof(Guid)] = text => Guid.Parse(text!),
        [typeof(int)] = text => int.Parse(text!, CultureInfo.InvariantCulture),
        [typeof(long)] = text => long.Parse(text!, CultureInfo.InvariantCulture),
    };

    /// <param name="parameter">The parameter that takes the argument.</param>
    /// <param name="routeParameters">The names in the function's route.</param>
    /// <returns>Null when nothing fits.</returns>
    public static Func<KestrelContext, object?>? Find(
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
            ? context => parse(context.RouteValues[parameter.Name!] as string)
            : null;
    }

    private static bool IsTrigger<TAttribute, TValue>(ParameterInfo parameter) =>
        parameter.ParameterType == typeof(TValue) && parameter.IsDefined(typeof(TAttribute));
}
