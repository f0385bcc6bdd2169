namespace ClerkSync.Core.Database;

/// <summary>Migrations that are numbered together.</summary>
/// <param name="Table">Where the database keeps which of them it has had.</param>
/// <param name="Migrations">All of them, by number.</param>
internal sealed record MigrationSet(string Table, IReadOnlyList<Migration> Migrations)
{
    private const string OwnTable = "clerksync_migrations";

    /// <summary>Whether they are ClerkSync's.</summary>
    public bool IsOwn => Table == OwnTable;

    public static MigrationSet Own(IReadOnlyList<Migration> migrations) => new(OwnTable, migrations);
}
