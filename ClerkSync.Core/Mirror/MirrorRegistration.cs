using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ClerkSync.Core.Mirror;

internal static class MirrorRegistration
{
    /// <summary>Kinds of objects are processed in this order: memberships after the users and organizations that they belong to.</summary>
    public static IServiceCollection AddMirror(this IServiceCollection services) =>
        services
            .AddSingleton<SyncRunLog>()
            .AddOwn<SyncRunReader>()
            .AddSingleton<SyncRunner>()
            .AddAs<IMirrored, MirroredUsers>()
            .AddAs<IMirrored, MirroredOrganizations>()
            .AddAs<IMirrored, MirroredMemberships>()
            .AddSingleton<Confirmation>()
            .AddSingleton<MirrorWriter>()
            .AddSingleton<ObjectRepair>()
            .AddAs<IBackgroundWork, Backfill>()
            .AddOwn<Drift>()
            .AddSingleton<IBackgroundWork>(provider => provider.GetRequiredService<Drift>())
            .AddAs<IBackgroundWork, Repair>()
            .AddOwn<UserCheck>()
            .AddOwn<BackgroundRuns>()
            .AddSingleton<IHostedService>(provider => provider.GetRequiredService<BackgroundRuns>());
}
