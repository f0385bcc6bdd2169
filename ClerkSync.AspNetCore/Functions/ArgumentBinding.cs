using System.Globalization;
using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;

namespace ClerkSync.AspNetCore.Functions;

/// <summary>Finds where an argument of a function comes from.</summary>
internal static class ArgumentBinding
{
    // A missing part is null. That is correct for a string; for the other types it is an error, as in the host.
    private static readonly Dictionary<Type, Func<string?, object?>> Parsers = new()
    {
        [typeof(string)] = text => text,
        [typeof(Guid)] = text => Guid.Parse(text!),
        [typeof(int)] = text => int.Parse(text!, CultureInfo.InvariantCulture),
        [typeof(long)] = text => long.Parse(text!, CultureInfo.InvariantCulture),
    };

    /// <returns>Null when nothing matches.</returns>
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
