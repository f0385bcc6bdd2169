using ClerkSync.Core;
using ClerkSync.Functions;
using ClerkSync.LocalHost.Up;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace ClerkSync.Tests.Applications;

/// <summary>This assembly as an application. A test defines its services and its middleware.</summary>
public sealed class TestApplication : IClerkSyncApplication, IApplicationMiddleware
{
    private static readonly AsyncLocal<Action<IServiceCollection>?> Services = new();
    private static readonly AsyncLocal<Action<IFunctionsWorkerApplicationBuilder>?> Middleware = new();

    /// <param name="configure">Registers services. Null registers nothing.</param>
    /// <param name="use">Adds middleware. Null adds nothing.</param>
    internal static LocalApplication Create(
        Action<IServiceCollection>? configure = null,
        Action<IFunctionsWorkerApplicationBuilder>? use = null
    )
    {
        (Services.Value, Middleware.Value) = (configure, use);
        return new LocalApplication(typeof(TestApplication).Assembly);
    }

    public void Configure(IServiceCollection services, IConfiguration configuration) =>
        Services.Value?.Invoke(services);

    public void Use(IFunctionsWorkerApplicationBuilder worker) => Middleware.Value?.Invoke(worker);
}
