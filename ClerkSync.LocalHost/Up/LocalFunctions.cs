using System.Net.Sockets;
using System.Reflection;
using ClerkSync.Core.Access.Connections;
using ClerkSync.Core.Sessions;
using ClerkSync.Functions;
using ClerkSync.Functions.Webhooks;
using ClerkSync.LocalHost.Functions;
using ClerkSync.SimulatedClerk.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ClerkSync.LocalHost.Up;

/// <summary>ClerkSync's own functions in the local host, and those of an application built on it.</summary>
internal static class LocalFunctions
{
    // A delivery is answered within ten seconds.
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(10);

    private static string HostJsonPath => Path.Combine(AppContext.BaseDirectory, "host.json");

    /// <summary>Wires the functions as their Program.cs does.</summary>
    /// <exception cref="UpException">One of the application's cannot be run here.</exception>
    /// <param name="options">Name the application, if there is one.</param>
    /// <param name="configuration">All settings of the functions.</param>
    /// <param name="port">On 127.0.0.1.</param>
    /// <param name="socket">Listens on it already. Null makes one at the start.</param>
    /// <param name="key">Opens the functions that are not anonymous.</param>
    public static WebApplication Build(
        UpOptions options,
        IConfiguration configuration,
        int port,
        Socket? socket,
        string key
    )
    {
        var functions = new LocalFunctionsOptions
        {
            Assemblies =
            [
                typeof(ReceiveClerkWebhook).Assembly,
                .. options.Application is { } application ? (Assembly[])[application.Assembly] : [],
            ],
            ConfigureServices = services =>
            {
                services.AddClerkSyncFunctions(configuration).AddLogging(options.ConfigureLogging);
                services.AddSingleton<IHostLifetime, NoLifetime>();
                services.AddSingleton(
                    new KeyKeeper(
                        (name, key) => GivenSettings.Add(options.Data, [new(name, key)]),
                        options.Data.SettingsFile
                    )
                );
                services.Configure<HostOptions>(host => host.ShutdownTimeout = DrainTime);
                options.Application?.Configure(services, configuration);
            },
            UseMiddleware = worker => options.Application?.Use(worker),
            Configuration = configuration,
            AllowedOrigins = AuthorizedParties.Read(configuration),
            Port = port,
            Socket = socket,
            HostJsonPath = HostJsonPath,
            FunctionKey = key,
        };
        try
        {
            return LocalFunctionsHost.Build(functions);
        }
        catch (Exception exception)
            when (options.Application is not null && exception is InvalidOperationException or AggregateException)
        {
            // Its message names the function, or the service that cannot be made.
            throw new UpException(exception.Message);
        }
    }

    /// <summary>Starts what was built.</summary>
    /// <exception cref="UpException">
    /// A hosted service of the application's failed; the message has the exception with its lines.
    /// </exception>
    public static async Task StartAsync(
        WebApplication functions,
        LocalApplication? application,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await functions.StartAsync(cancellationToken);
        }
        catch (Exception exception) when (application is not null && application.Threw(exception))
        {
            throw new UpException($"{application.Name} failed: {exception}");
        }
    }

    /// <summary>Where webhooks are taken.</summary>
    public static Uri Endpoint(int port)
    {
        var prefix = HostJson.ReadRoutePrefix(HostJsonPath).Trim('/');
        return new Uri($"http://127.0.0.1:{port}/{(prefix.Length > 0 ? prefix + "/" : "")}webhooks/clerk");
    }
}
