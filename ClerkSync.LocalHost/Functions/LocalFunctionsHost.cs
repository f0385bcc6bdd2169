using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace ClerkSync.LocalHost.Functions;

/// <summary>Runs Azure Functions on Kestrel, without the Functions host, and answers as that host does.</summary>
public static class LocalFunctionsHost
{
    // The Functions host's own limit. Source: azure-functions-host, ScriptConstants.DefaultMaxRequestBodySize.
    private const long MaxRequestBodySize = 100 * 1024 * 1024;

    /// <summary>Builds an application that serves the HTTP functions and runs the timers, from its start to its stop.</summary>
    /// <exception cref="InvalidOperationException">A function cannot be run here; the message names it.</exception>
    public static WebApplication Build(LocalFunctionsOptions options)
    {
        var functions = FunctionFinder.Find(options.Assemblies.SelectMany(assembly => assembly.GetExportedTypes()));
        var app = CreateBuilder(options, functions).Build();

        var routePrefix = options.HostJsonPath is { } path
            ? HostJson.ReadRoutePrefix(path)
            : HostJson.DefaultRoutePrefix;
        var key = new FunctionKey(options.FunctionKey);
        foreach (var function in functions.Where(function => function.HttpTrigger is not null))
        {
            HttpFunction.Map(app, function, routePrefix, key);
        }

        return app;
    }

    private static WebApplicationBuilder CreateBuilder(
        LocalFunctionsOptions options,
        IReadOnlyList<LocalFunction> functions
    )
    {
        // Development, as under func start: the container checks the lifetimes of what it injects.
        var builder = WebApplication.CreateEmptyBuilder(new() { EnvironmentName = Environments.Development });
        if (options.Configuration is { } configuration)
        {
            builder.Configuration.AddConfiguration(configuration);
        }

        builder
            .WebHost.UseKestrelCore()
            .ConfigureKestrel(kestrel =>
            {
                kestrel.AddServerHeader = false;
                kestrel.Limits.MaxRequestBodySize = MaxRequestBodySize;
                kestrel.Listen(IPAddress.Loopback, options.Port);
            });
        builder.Services.AddRouting().ServeOn(options.Socket);
        options.ConfigureServices(builder.Services);
        builder.Services.TryAddSingleton(TimeProvider.System);
        TimerFunction[] timers =
        [
            .. functions.Where(function => function.TimerTrigger is not null).Select(TimerFunction.Create),
        ];
        builder.Services.AddHostedService(services =>
            ActivatorUtilities.CreateInstance<TimerService>(services, [timers])
        );
        return builder;
    }
}
