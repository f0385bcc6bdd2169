using ClerkSync.Core.Objects;
using ClerkSync.Core.Organizations;
using ClerkSync.Core.Users;
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
            .AddMirrored<ClerkUser, StoredUser, MirroredUsers>()
            .AddMirrored<ClerkOrganization, StoredOrganization, MirroredOrganizations>()
            .AddMirrored<ClerkMembership, StoredMembership, MirroredMemberships>()
            .AddSingleton(typeof(Comparison<,>))
            .AddSingleton(typeof(Confirmation<,>))
            .AddSingleton<MirrorWriter>()
            .AddSingleton(typeof(ObjectDrift<,>))
            .AddSingleton(typeof(ObjectRepair<,>))
            .AddOwn<Backfill>()
            .AddOwn<Drift>()
            .AddOwn<Repair>();

    private static IServiceCollection AddMirrored<TObject, TRow, TMirrored>(this IServiceCollection services)
        where TObject : class, IClerkVersion
        where TRow : class, Database.IStoredRow
        where TMirrored : class, IMirrored<TObject, TRow> =>
        services
            .AddSingleton<IMirrored<TObject, TRow>, TMirrored>()
            .AddSingleton<IObjectDrift>(provider => provider.GetRequiredService<ObjectDrift<TObject, TRow>>())
            .AddSingleton<IObjectRepair>(provider => provider.GetRequiredService<ObjectRepair<TObject, TRow>>());
}
