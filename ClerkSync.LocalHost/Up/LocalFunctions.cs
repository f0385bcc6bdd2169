using System.Net.Sockets;
using System.Reflection;
using ClerkSync.Core.Access.Connections;
using ClerkSync.Core.Overview;
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

/// <summary>Runs ClerkSync's own functions and those of an application in the local host.</summary>
internal static class LocalFunctions
{
    // A delivery is answered within ten seconds.
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(10);

    private static string HostJsonPath => Path.Combine(AppContext.BaseDirectory, "host.json");

    /// <summary>Builds the functions with the services of their Program.cs.</summary>
    /// <exception cref="UpException">A function of the application is not supported here.</exception>
    /// <param name="port">The port on 127.0.0.1.</param>
    /// <param name="socket">A socket that already listens on the port. Null creates one at the start.</param>
    /// <param name="key">The key for functions that are not anonymous.</param>
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
                services.LeaveSignals();
                services.AddSingleton(
                    new KeyKeeper(
                        (name, key) => GivenSettings.Add(options.Data, [new(name, key)]),
                        options.Data.SettingsFile
                    )
                );
                if (options.DataOption.Trim() is { Length: > 0 } dataOption)
                {
                    services.AddSingleton(new CommandOptions(dataOption));
                }

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
            // The message names the function, or the service that cannot be created.
            throw new UpException(exception.Message);
        }
    }

    /// <exception cref="UpException">
    /// A hosted service of the application failed; the message contains the exception with its stack trace.
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

    /// <summary>The URL that receives webhooks.</summary>
    public static Uri Endpoint(int port)
    {
        var prefix = HostJson.ReadRoutePrefix(HostJsonPath).Trim('/');
        return new Uri($"http://127.0.0.1:{port}/{(prefix.Length > 0 ? prefix + "/" : "")}webhooks/clerk");
    }
}
