using System.Globalization;
using System.Net;
using ClerkSync.SimulatedClerk.Hosting;
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
    // The Functions host's own setting, with the value that infra/ gives it: twice what a webhook may have. The host's own default is
    // 100 MiB, and a body is held in memory before a function can refuse it. Source: azure-functions-host, HttpRequestBodySizeMiddleware.
    private const string BodyLimitSetting = "FUNCTIONS_REQUEST_BODY_SIZE_LIMIT";
    private const long DefaultBodyLimit = 2 * 1024 * 1024;

    /// <summary>Builds an application that serves the HTTP functions and runs the timers, from its start to its stop.</summary>
    /// <exception cref="InvalidOperationException">A function cannot be run here; the message names it.</exception>
    public static WebApplication Build(LocalFunctionsOptions options)
    {
        var functions = FunctionFinder.Find(options.Assemblies.SelectMany(assembly => assembly.GetExportedTypes()));
        var app = CreateBuilder(options, functions).Build();
        // As the Functions host: any header and method, no credentials, so that a cookie does nothing across origins. Source:
        // azure-functions-host, CorsOptionsSetup.
        app.UseCors(policy => policy.WithOrigins([.. options.AllowedOrigins]).AllowAnyHeader().AllowAnyMethod());

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
        // Development, as under func start: the container checks what it can make, and the lifetimes of what it injects.
        var builder = WebApplication.CreateEmptyBuilder(new() { EnvironmentName = Environments.Development });
        builder.Host.UseDefaultServiceProvider(container =>
            container.ValidateScopes = container.ValidateOnBuild = true
        );
        if (options.Configuration is { } configuration)
        {
            builder.Configuration.AddConfiguration(configuration);
        }

        builder
            .WebHost.UseKestrelCore()
            .ConfigureKestrel(kestrel =>
            {
                kestrel.AddServerHeader = false;
                kestrel.Limits.MaxRequestBodySize = ReadBodyLimit(options.Configuration);
                kestrel.Listen(IPAddress.Loopback, options.Port);
            });
        builder.Services.AddRouting().AddCors().ServeOn(options.Socket);
        var worker = new LocalWorker(builder.Services);
        options.ConfigureServices(builder.Services);
        options.UseMiddleware(worker);
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

    /// <remarks>The host ignores a value that is no number, too.</remarks>
    private static long ReadBodyLimit(IConfiguration? configuration) =>
        long.TryParse(configuration?[BodyLimitSetting], NumberStyles.None, CultureInfo.InvariantCulture, out var limit)
            ? limit
            : DefaultBodyLimit;
}
