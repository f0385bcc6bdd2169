using System.Net;
using ClerkSync.AspNetCore.Functions;
using ClerkSync.SimulatedClerk.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace ClerkSync.LocalHost.Functions;

/// <summary>Runs Azure Functions on Kestrel without the Functions host, with the same responses.</summary>
public static class LocalFunctionsHost
{
    /// <summary>Builds an application that serves the HTTP functions and, while it runs, fires the timers.</summary>
    /// <exception cref="InvalidOperationException">A function is not supported here; the message names it.</exception>
    public static WebApplication Build(LocalFunctionsOptions options)
    {
        var app = CreateBuilder(options).Build();
        // The Functions host drops a body without Content-Length. Source: its ToRpcHttp.
        app.Use(
            (http, next) =>
            {
                if (http.Request.ContentLength is null)
                {
                    http.Request.Body = Stream.Null;
                }

                return next(http);
            }
        );
        var routePrefix = options.HostJsonPath is { } path
            ? HostJson.ReadRoutePrefix(path)
            : HostJson.DefaultRoutePrefix;
        var key = new FunctionKey(options.FunctionKey);
        app.MapGroup(routePrefix).MapFunctions(options.AllowedOrigins, key.Protect);
        return app;
    }

    private static WebApplicationBuilder CreateBuilder(LocalFunctionsOptions options)
    {
        // The environment is Development, as under func start: the container validates its registrations and lifetimes.
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
                kestrel.Listen(IPAddress.Loopback, options.Port);
            });
        builder.Services.ServeOn(options.Socket);
        var worker = KestrelWorker.Add(builder.Services);
        options.ConfigureServices(builder.Services);
        options.UseMiddleware(worker);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddFunctions(options.Assemblies, builder.Configuration);
        return builder;
    }
}
