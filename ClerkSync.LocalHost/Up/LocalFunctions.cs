using ClerkSync.Core;
using ClerkSync.Functions.Webhooks;
using ClerkSync.LocalHost.Functions;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ClerkSync.LocalHost.Up;

/// <summary>ClerkSync's own functions in the local host.</summary>
internal static class LocalFunctions
{
    // A delivery is answered within ten seconds.
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(10);

    private static string HostJsonPath => Path.Combine(AppContext.BaseDirectory, "host.json");

    /// <summary>Wires the functions as their Program.cs does.</summary>
    public static WebApplication Build(UpOptions options, IConfiguration configuration, int port, string key) =>
        LocalFunctionsHost.Build(
            new LocalFunctionsOptions
            {
                Assemblies = [typeof(ReceiveClerkWebhook).Assembly],
                ConfigureServices = services =>
                {
                    services.AddClerkSync(configuration).AddLogging(options.ConfigureLogging);
                    services.AddSingleton<IHostLifetime, NoLifetime>();
                    services.Configure<HostOptions>(host => host.ShutdownTimeout = DrainTime);
                },
                Configuration = configuration,
                Port = port,
                HostJsonPath = HostJsonPath,
                FunctionKey = key,
            }
        );

    /// <summary>Where webhooks are taken.</summary>
    public static Uri Endpoint(int port)
    {
        var prefix = HostJson.ReadRoutePrefix(HostJsonPath).Trim('/');
        return new Uri($"http://127.0.0.1:{port}/{(prefix.Length > 0 ? prefix + "/" : "")}webhooks/clerk");
    }
}
