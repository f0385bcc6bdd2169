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
        var counts = new WriteCounts();
        foreach (var (write, answer) in await objects.WriteAsync(writes, cancellationToken, isDryRun))
        {
            if (answer.Error is { } error && !IsOfOneRow(error))
            {
                ExceptionDispatchInfo.Throw(error);
            }

            counts = answer switch
            {
                { Error: { } failure } => counts with
                {
                    Failures = [.. counts.Failures, (write.Id, DatabaseErrors.Describe(failure))],
                },
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

/// <summary>How many rows were inserted, updated and deleted, and how many could not be written.</summary>
internal sealed record WriteCounts
{
    public long Inserted { get; init; }
    public long Updated { get; init; }
    public long Deleted { get; init; }

    /// <summary>The objects that could not be written, and why, without values.</summary>
    public IReadOnlyList<(ClerkId Id, string Error)> Failures { get; init; } = [];
}
