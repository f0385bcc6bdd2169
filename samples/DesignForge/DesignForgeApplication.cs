using ClerkSync.Core;
using ClerkSync.Core.Database;
using ClerkSync.Functions.Users;
using DesignForge.DesignSystems;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace DesignForge;

/// <summary>What DesignForge adds to ClerkSync: for Program.cs, and for <c>clerksync up --with</c>.</summary>
public sealed class DesignForgeApplication : IClerkSyncApplication
{
    /// <inheritdoc/>
    public void Configure(IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton<CurrentUser>();
        services
            .AddMigrations(typeof(DesignForgeApplication).Assembly, "design_forge")
            .AddSingleton<DesignSystemStore>();
    }
}
