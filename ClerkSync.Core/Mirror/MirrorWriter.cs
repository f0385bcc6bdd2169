using System.Runtime.ExceptionServices;
using ClerkSync.Core.Database;
using ClerkSync.Core.Objects;

namespace ClerkSync.Core.Mirror;

/// <summary>Writes and deletes what Clerk's API reports, with the webhooks' statements.</summary>
internal sealed class MirrorWriter(ObjectWriter objects)
{
    /// <summary>Writes versions that are newer than their rows, unless the object is deleted.</summary>
    public Task<WriteCounts> WriteAsync(
        ObjectTable table,
        IEnumerable<IClerkVersion> versions,
        CancellationToken cancellationToken
    ) => WriteAsync(versions.Select(version => ObjectWrite.Create(table, version)), isDryRun: false, cancellationToken);

    /// <summary>A row that the database rejects, or that another session holds too long, is named and skipped.</summary>
    /// <exception cref="Npgsql.NpgsqlException">The database is unavailable.</exception>
    public async Task<WriteCounts> WriteAsync(
        IEnumerable<ObjectWrite> writes,
        bool isDryRun,
        CancellationToken cancellationToken
    )
    {
        var (inserted, updated, deleted) = (0L, 0L, 0L);
        var failures = new List<(ClerkId, string)>();
        foreach (var (write, answer) in await objects.WriteAsync(writes, cancellationToken, isDryRun))
        {
            switch (answer)
            {
                case { Error: { } error } when IsOfOneRow(error):
                    failures.Add((write.Id, DatabaseErrors.Describe(error)));
                    break;
                case { Error: { } error }:
                    ExceptionDispatchInfo.Throw(error);
                    break;
                case { Outcome: WriteOutcome.Inserted }:
                    inserted++;
                    break;
                case { Outcome: WriteOutcome.Updated }:
                    updated++;
                    break;
                case { Outcome: WriteOutcome.Deleted }:
                    deleted++;
                    break;
            }
        }

        return new WriteCounts(inserted, updated, deleted, failures);
    }

    private static bool IsOfOneRow(Exception exception) =>
        DatabaseErrors.Classify(exception) is DatabaseError.Row or DatabaseError.Contended;
}

/// <summary>The numbers of inserted, updated and deleted rows, and the rows that could not be written.</summary>
/// <param name="Failures">The objects, and why, without values.</param>
internal sealed record WriteCounts(
    long Inserted,
    long Updated,
    long Deleted,
    IReadOnlyList<(ClerkId Id, string Error)> Failures
);
