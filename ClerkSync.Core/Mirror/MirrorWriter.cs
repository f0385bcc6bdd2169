using System.Runtime.ExceptionServices;
using ClerkSync.Core.Database;
using ClerkSync.Core.Objects;

namespace ClerkSync.Core.Mirror;

/// <summary>Writes and deletes as Clerk's API says, with the very statements of the webhooks.</summary>
internal sealed class MirrorWriter(ObjectWriter objects)
{
    /// <summary>Writes what is newer than its row and not dead.</summary>
    public Task<WriteCounts> WriteAsync(
        ObjectTable table,
        IEnumerable<IClerkVersion> versions,
        CancellationToken cancellationToken
    ) => WriteAsync(versions.Select(version => ObjectWrite.Create(table, version)), isDryRun: false, cancellationToken);

    /// <summary>Writes; a row that the database refuses, or that another session holds for long, is counted and left out.</summary>
    /// <param name="writes">What a backfill or a repair wants to be written.</param>
    /// <param name="isDryRun">Whether all of it is taken back.</param>
    /// <exception cref="Npgsql.NpgsqlException">The database is away.</exception>
    public async Task<WriteCounts> WriteAsync(
        IEnumerable<ObjectWrite> writes,
        bool isDryRun,
        CancellationToken cancellationToken
    )
    {
        var counts = new WriteCounts();
        foreach (var answer in (await objects.WriteAsync(writes, cancellationToken, isDryRun)).Values)
        {
            if (answer.Error is { } error && !IsOfOneRow(error))
            {
                ExceptionDispatchInfo.Throw(error);
            }

            counts = answer switch
            {
                { Error: not null } => counts with { Failed = counts.Failed + 1 },
                { Outcome: WriteOutcome.Inserted } => counts with { Inserted = counts.Inserted + 1 },
                { Outcome: WriteOutcome.Updated } => counts with { Updated = counts.Updated + 1 },
                { Outcome: WriteOutcome.Deleted } => counts with { Deleted = counts.Deleted + 1 },
                _ => counts,
            };
        }

        return counts;
    }

    private static bool IsOfOneRow(Exception exception) =>
        DatabaseErrors.Classify(exception) is DatabaseError.Row or DatabaseError.Contended;
}

/// <summary>How many rows were new, were older than what was written, were deleted, and could not be written.</summary>
internal readonly record struct WriteCounts(long Inserted, long Updated, long Deleted, long Failed);
