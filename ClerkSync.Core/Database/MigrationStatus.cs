namespace ClerkSync.Core.Database;

/// <summary>The difference between the schema of a database and this build's schema.</summary>
internal sealed record MigrationStatus
{
    /// <summary>Names of the migrations that were applied to the database, by number.</summary>
    public required IReadOnlyList<string> Applied { get; init; }

    /// <summary>Names of this build's migrations that were not applied yet, by number.</summary>
    public required IReadOnlyList<string> Pending { get; init; }

    /// <summary>Why <c>migrate</c> would fail; null when it would not.</summary>
    public required string? Problem { get; init; }

    /// <summary>Whether the database has all of this build's migrations unchanged, and later ones, which a newer build applied.</summary>
    public required bool IsNewer { get; init; }

    internal static MigrationStatus Compare(MigrationSet set, IReadOnlyList<AppliedMigration> applied) =>
        new()
        {
            Applied = [.. applied.Select(migration => migration.Name)],
            Pending = [.. set.Migrations.ExceptBy(applied.Select(a => a.Number), m => m.Number).Select(m => m.Name)],
            Problem = FindProblem(set, applied),
            IsNewer =
                applied.Count > set.Migrations.Count
                && FindProblem(set, [.. applied.Take(set.Migrations.Count)]) is null,
        };

    private static string? FindProblem(MigrationSet set, IReadOnlyList<AppliedMigration> applied)
    {
        for (var i = 0; i < applied.Count; i++)
        {
            var had = applied[i];
            if (set.Migrations.FirstOrDefault(migration => migration.Number == had.Number) is not { } known)
            {
                return $"The database contains migration {had.Name}, which this build does not have. Use the build that applied it, or a newer one.";
            }

            if (known.Checksum != had.Checksum)
            {
                return $"Migration {known.Name} was changed after it was applied. Restore the file, and put the change into a new migration.";
            }

            if (set.Migrations[i].Number != had.Number)
            {
                return $"Migration {had.Name} was applied to the database, but not {set.Migrations[i].Name}, which comes before it. Restore the database's {set.Table} table.";
            }
        }

        return null;
    }
}

internal sealed record AppliedMigration
{
    public required int Number { get; init; }
    public required string Name { get; init; }
    public required string Checksum { get; init; }
}
