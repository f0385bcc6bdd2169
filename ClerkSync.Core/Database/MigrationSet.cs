namespace ClerkSync.Core.Database;

/// <summary>Migrations that are numbered together.</summary>
/// <param name="Table">The table that records which of them were applied.</param>
internal sealed record MigrationSet(string Table, IReadOnlyList<Migration> Migrations)
{
    private const string OwnTable = "clerksync_migrations";

    public bool IsOwn => Table == OwnTable;

    public static MigrationSet Own(IReadOnlyList<Migration> migrations) => new(OwnTable, migrations);
}
