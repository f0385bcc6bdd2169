using Microsoft.Extensions.DependencyInjection;

namespace ClerkSync.Core.Mirror;

internal static class MirrorRegistration
{
    /// <summary>Adds backfill, drift and repair. Objects are taken in this order: a membership comes after what it belongs to.</summary>
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
            .AddOwn<Backfill>()
            .AddOwn<Drift>()
            .AddOwn<Repair>();
}
