using ClerkSync.Core.ClerkApi;
using ClerkSync.Core.Database;
using ClerkSync.Core.Objects;

namespace ClerkSync.Core.Mirror;

/// <summary>Looks at suspects again, the row before and after asking Clerk, so that nothing is reported that was on its way.</summary>
internal sealed class Confirmation<TObject, TRow>(IMirrored<TObject, TRow> mirrored, DatabaseReader database)
    where TObject : class, IClerkVersion
    where TRow : class, IStoredRow
{
    /// <summary>Finds out which suspects really differ.</summary>
    /// <param name="suspects">At most as many as Clerk takes at once.</param>
    public async Task<IReadOnlyList<Confirmed<TObject, TRow>>> ConfirmAsync(
        IReadOnlyCollection<Pair<TObject, TRow>> suspects,
        CancellationToken cancellationToken
    )
    {
        string[] ids = [.. suspects.Select(suspect => suspect.Id.Value).Distinct()];
        var listed = suspects
            .Where(suspect => suspect.Clerk is not null)
            .Select(suspect => suspect.Id.Value)
            .ToHashSet();
        var before = await mirrored.Rows.FindAsync(ids, cancellationToken);
        var answer = await AskClerkAsync(suspects, cancellationToken);
        var inClerk = answer
            .Select(listed => listed.Value)
            .OfType<TObject>()
            .DistinctBy(clerk => clerk.Id)
            .ToDictionary(clerk => clerk.Id.Value);
        var unreadable = answer.Where(listed => listed.Value is null).Select(listed => listed.Id?.Value).ToHashSet();
        var after = await mirrored.Rows.FindAsync(ids, cancellationToken);
        var dead = await Tombstones.FindDeadAsync(
            database,
            inClerk.Values.SelectMany(LifelinesOf).Distinct(),
            cancellationToken
        );
        return
        [
            .. ids.Where(id => inClerk.ContainsKey(id) || !IsUnreadable(id, unreadable))
                .Where(id =>
                    listed.Contains(id) || !IsMetAgain(inClerk.GetValueOrDefault(id), after.GetValueOrDefault(id))
                )
                .Where(id => before.GetValueOrDefault(id)?.Version == after.GetValueOrDefault(id)?.Version)
                .Select(id => Judge(inClerk.GetValueOrDefault(id), after.GetValueOrDefault(id), dead))
                .OfType<Confirmed<TObject, TRow>>(),
        ];
    }

    /// <summary>Whether Clerk has the object, and what it has cannot be read. One without a readable id may be any.</summary>
    private static bool IsUnreadable(string id, HashSet<string?> unreadable) =>
        unreadable.Contains(id) || unreadable.Contains(null);

    private async Task<IReadOnlyList<ListedObject<TObject>>> AskClerkAsync(
        IReadOnlyCollection<Pair<TObject, TRow>> suspects,
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

    /// <summary>The object and those that it cannot outlive.</summary>
    private IEnumerable<ClerkId> LifelinesOf(TObject clerk) => mirrored.Table.OwnersOf(clerk).Prepend(clerk.Id);

    /// <summary>Whether the walk meets the object at another place too, because the row has another time for it than Clerk.</summary>
    private static bool IsMetAgain(TObject? clerk, TRow? row) =>
        clerk is not null && row is not null && clerk.CreatedAt != row.ClerkCreatedAt;

    private Confirmed<TObject, TRow>? Judge(TObject? clerk, TRow? row, IReadOnlySet<string> dead)
    {
        return (clerk, row) switch
        {
            (null, null) => null,
            // Clerk has told of its deletion and still lists it: that will pass.
            (not null, null) => LifelinesOf(clerk).Any(id => dead.Contains(id.Value))
                ? null
                : Confirm(DriftFinding.Missing, []),
            (null, not null) => Confirm(DriftFinding.Extra, []),
            _ => mirrored.FindDifferences(clerk, row) is { Count: > 0 } columns
                ? Confirm(DriftFinding.Different, columns)
                : null,
        };

        Confirmed<TObject, TRow> Confirm(string kind, IReadOnlyList<string> columns) =>
            new(new(mirrored.Rows.Table, clerk?.Id.Value ?? row!.ClerkId, kind, columns), clerk, row);
    }
}

/// <summary>A suspect that really differs.</summary>
/// <param name="Finding">What to report.</param>
/// <param name="Clerk">What Clerk has; null when it has nothing.</param>
/// <param name="Row">What the database has; null when it has nothing.</param>
internal sealed record Confirmed<TObject, TRow>(DriftFinding Finding, TObject? Clerk, TRow? Row)
    where TObject : class, IClerkVersion
    where TRow : class, IStoredRow;
