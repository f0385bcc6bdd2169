using System.Runtime.CompilerServices;
using ClerkSync.Core.ClerkApi;
using ClerkSync.Core.Database;
using ClerkSync.Core.Objects;

namespace ClerkSync.Core.Mirror;

/// <summary>Checks suspects again. It reads the row before and after it asks Clerk, so that no change in flight is reported.</summary>
internal sealed class Confirmation(DatabaseReader database)
{
    /// <summary>Finds all objects of a kind that differ, and counts what it compared.</summary>
    /// <returns>The next batch is confirmed only when the caller has processed this one.</returns>
    public async IAsyncEnumerable<IReadOnlyList<Confirmed>> FindAsync(
        IMirrored mirrored,
        DriftTally tally,
        Action<int> compared,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var suspects = Comparison.FindSuspectsAsync(
            mirrored,
            tally.List,
            count =>
            {
                tally.Compared += count;
                compared(count);
            },
            cancellationToken
        );
        await foreach (var chunk in suspects.Chunk(ClerkApiClient.MaxIds).WithCancellation(cancellationToken))
        {
            yield return await ConfirmAsync(mirrored, chunk, cancellationToken);
        }
    }

    private async Task<IReadOnlyList<Confirmed>> ConfirmAsync(
        IMirrored mirrored,
        IReadOnlyCollection<Pair> suspects,
        CancellationToken cancellationToken
    )
    {
        string[] ids = [.. suspects.Select(suspect => suspect.Id.Value).Distinct()];
        var listed = suspects
            .Where(suspect => suspect.Clerk is not null)
            .Select(suspect => suspect.Id.Value)
            .ToHashSet();
        var before = await mirrored.FindRowsAsync(ids, cancellationToken);
        var answer = await AskClerkAsync(mirrored, suspects, cancellationToken);
        var inClerk = answer
            .Select(listed => listed.Value)
            .OfType<IClerkVersion>()
            .DistinctBy(clerk => clerk.Id)
            .ToDictionary(clerk => clerk.Id.Value);
        var unreadable = answer.Where(listed => listed.Value is null).Select(listed => listed.Id?.Value).ToHashSet();
        var after = await mirrored.FindRowsAsync(ids, cancellationToken);
        var dead = await Tombstones.FindDeadAsync(
            database,
            inClerk.Values.SelectMany(clerk => LifelinesOf(mirrored, clerk)).Distinct(),
            cancellationToken
        );
        return
        [
            .. ids.Where(id => inClerk.ContainsKey(id) || !IsUnreadable(id, unreadable))
                .Where(id =>
                    listed.Contains(id) || !IsMetAgain(inClerk.GetValueOrDefault(id), after.GetValueOrDefault(id))
                )
                .Where(id => before.GetValueOrDefault(id)?.Version == after.GetValueOrDefault(id)?.Version)
                .Select(id => Judge(mirrored, inClerk.GetValueOrDefault(id), after.GetValueOrDefault(id), dead))
                .OfType<Confirmed>(),
        ];
    }

    /// <summary>
    /// Whether Clerk has the object in an unreadable form. An object without a readable id may be any object.
    /// </summary>
    private static bool IsUnreadable(string id, HashSet<string?> unreadable) =>
        unreadable.Contains(id) || unreadable.Contains(null);

    private static async Task<IReadOnlyList<ListedObject>> AskClerkAsync(
        IMirrored mirrored,
        IReadOnlyCollection<Pair> suspects,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await mirrored.FindAsync(suspects, cancellationToken);
        }
        catch (ClerkApiException exception) when (exception.AreOrganizationsOff)
        {
            return [];
        }
    }

    /// <summary>The object, and those that it is deleted with.</summary>
    private static IEnumerable<ClerkId> LifelinesOf(IMirrored mirrored, IClerkVersion clerk) =>
        mirrored.Table.OwnersOf(clerk).Prepend(clerk.Id);

    /// <summary>
    /// Whether the comparison also finds the object at another position, because the row and Clerk have different
    /// creation times.
    /// </summary>
    private static bool IsMetAgain(IClerkVersion? clerk, StoredRow? row) =>
        clerk is not null && row is not null && clerk.CreatedAt != row.ClerkCreatedAt;

    private static Confirmed? Judge(IMirrored mirrored, IClerkVersion? clerk, StoredRow? row, IReadOnlySet<string> dead)
    {
        return (clerk, row) switch
        {
            (null, null) => null,
            // Clerk has reported the deletion and still lists the object. That is temporary.
            (not null, null) => LifelinesOf(mirrored, clerk).Any(id => dead.Contains(id.Value))
                ? null
                : Confirm(DriftFinding.Missing, []),
            (null, not null) => Confirm(DriftFinding.Extra, []),
            _ => row.FindDifferences(clerk) is { Count: > 0 } columns ? Confirm(DriftFinding.Different, columns) : null,
        };

        Confirmed Confirm(string kind, IReadOnlyList<string> columns) =>
            new(new(mirrored.TableName, clerk?.Id.Value ?? row!.ClerkId, kind, columns), clerk, row);
    }
}

/// <summary>A suspect that really differs.</summary>
/// <param name="Clerk">Null when Clerk does not have the object.</param>
/// <param name="Row">Null when there is no row.</param>
internal sealed record Confirmed(DriftFinding Finding, IClerkVersion? Clerk, StoredRow? Row);
