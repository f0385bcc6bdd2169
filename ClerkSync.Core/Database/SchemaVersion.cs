namespace ClerkSync.Core.Database;

/// <summary>Tells whether the database has had all of this build's migrations.</summary>
internal sealed class SchemaVersion(Migrator migrator)
{
    private volatile bool _isCurrent;

    /// <summary>True once the schema has been seen current; asks the database only until then.</summary>
    public async ValueTask<bool> IsCurrentAsync(CancellationToken cancellationToken) =>
        _isCurrent || (_isCurrent = (await migrator.GetStatusAsync(cancellationToken)).Pending is []);
}
