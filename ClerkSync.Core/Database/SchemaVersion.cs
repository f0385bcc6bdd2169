namespace ClerkSync.Core.Database;

/// <summary>Says whether the database has had all of this build's migrations.</summary>
internal sealed class SchemaVersion(DatabaseReader database)
{
    private volatile bool _isCurrent;

    /// <summary>True once the schema has been seen current; asks the database only until then.</summary>
    public async ValueTask<bool> IsCurrentAsync(CancellationToken cancellationToken) =>
        _isCurrent || (_isCurrent = await ReadAsync(cancellationToken));

    /// <summary>Asks the database.</summary>
    public Task<bool> ReadAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(
            async (connection, token) => (await Migrator.ReadOwnStatusAsync(connection, token)).Pending is [],
            cancellationToken
        );
}
