using ClerkSync.Core;
using ClerkSync.Core.Database;
using DesignForge.DesignSystems;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace DesignForge;

/// <summary>What DesignForge adds to ClerkSync: for Program.cs, and for <c>clerksync up --with</c>.</summary>
public sealed class DesignForgeApplication : IClerkSyncApplication
{
    /// <inheritdoc/>
    public void Configure(IServiceCollection services, IConfiguration configuration)
    {
        services
            .AddMigrations(typeof(DesignForgeApplication).Assembly, "design_forge")
            .AddSingleton<DesignSystemStore>();
    }
}
