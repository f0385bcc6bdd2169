using ClerkSync.Core;
using ClerkSync.Core.Database;
using ClerkSync.Functions;
using DesignForge.DesignSystems;
using DesignForge.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace DesignForge;

/// <summary>
/// Adds DesignForge's services and middleware to ClerkSync, for Program.cs and for <c>clerksync up --with</c>.
/// </summary>
public sealed class DesignForgeApplication : IClerkSyncApplication, IApplicationMiddleware
{
    /// <inheritdoc/>
    public void Configure(IServiceCollection services, IConfiguration configuration)
    {
        services
            .AddMigrations(typeof(DesignForgeApplication).Assembly, "design_forge")
            .AddSingleton<DesignSystemStore>();
    }

    /// <inheritdoc/>
    public void Use(IFunctionsWorkerApplicationBuilder worker) => worker.UseMiddleware<InvocationIdHeader>();
}
