namespace ClerkSync.Core.Database;

/// <summary>Whether all of this build's migrations were applied to the database.</summary>
internal sealed class SchemaVersion(DatabaseReader database)
{
    private volatile bool _isCurrent;

    /// <summary>Queries the database only until the schema is current.</summary>
    public async ValueTask<bool> IsCurrentAsync(CancellationToken cancellationToken) =>
        _isCurrent || (_isCurrent = await ReadAsync(cancellationToken));

    public Task<bool> ReadAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(
            async (connection, token) => (await Migrator.ReadOwnStatusAsync(connection, token)).Pending is [],
            cancellationToken
        );
}
