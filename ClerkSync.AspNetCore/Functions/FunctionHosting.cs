using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace ClerkSync.AspNetCore.Functions;

/// <summary>Runs Azure Functions in an ASP.NET Core application, and answers as the Functions host does.</summary>
internal static class FunctionHosting
{
    /// <summary>
    /// Registers the functions, and runs their timers from the application's start to its stop. Needs a <see cref="KestrelWorker"/>. Call
    /// it after all other hosted services are added, because a timer may run at the start.
    /// </summary>
    /// <exception cref="InvalidOperationException">A function cannot be run here; the message names it.</exception>
    public static void AddFunctions(
        this IServiceCollection services,
        IEnumerable<Assembly> assemblies,
        IConfiguration configuration
    )
    {
        var functions = FunctionFinder
            .Find(assemblies.SelectMany(assembly => assembly.GetExportedTypes()))
            .Where(function => !FunctionSettings.IsDisabled(configuration, function.Name))
            .ToList();
        TimerFunction[] timers =
        [
            .. functions.Where(function => function.TimerTrigger is not null).Select(TimerFunction.Create),
        ];
        services
            .AddRouting()
            .AddCors()
            .AddSingleton(
                new HttpFunctionSet(
                    [.. functions.Where(function => function.HttpTrigger is not null)],
                    FunctionSettings.ReadBodyLimit(configuration)
                )
            )
            .AddHostedService(provider => ActivatorUtilities.CreateInstance<TimerService>(provider, [timers]));
    }

    /// <summary>Maps the routes of the registered functions, each with a response to CORS preflights.</summary>
    /// <param name="endpoints">The application or a group of its routes. Starts with the route prefix.</param>
    /// <param name="allowedOrigins">Origins whose pages may call the functions, such as <c>https://app.example.com</c>.</param>
    /// <param name="protect">Protects a function that is not anonymous. Null leaves these functions out.</param>
    /// <exception cref="InvalidOperationException">A function cannot be run here; the message names it.</exception>
    public static void MapFunctions(
        this IEndpointRouteBuilder endpoints,
        IEnumerable<string> allowedOrigins,
        Action<IEndpointConventionBuilder>? protect
    )
    {
        var cors = FunctionCors.Create(endpoints.ServiceProvider.GetRequiredService<ICorsService>(), allowedOrigins);
        var set = endpoints.ServiceProvider.GetRequiredService<HttpFunctionSet>();
        var mapped = set.Functions.Where(function => function.IsAnonymous || protect is not null);
        foreach (var route in mapped.GroupBy(function => function.Route, StringComparer.OrdinalIgnoreCase))
        {
            foreach (var function in route)
            {
                var endpoint = HttpFunction.Map(endpoints, function, set.BodyLimit);
                cors.Require(endpoint);
                if (function.IsAnonymous)
                {
                    // The function authenticates its callers itself, regardless of the application's default policy.
                    endpoint.AllowAnonymous();
                }
                else
                {
                    protect!(endpoint);
                }
            }

            if (!route.Any(function => function.Accepts(HttpMethods.Options)))
            {
                cors.MapPreflight(endpoints, route.Key);
            }
        }
    }
}

/// <summary>The HTTP functions of an application.</summary>
/// <param name="Functions">Excludes functions that a setting turns off.</param>
/// <param name="BodyLimit">The maximum length of a body in bytes.</param>
internal sealed record HttpFunctionSet(IReadOnlyList<KestrelFunction> Functions, long BodyLimit);
