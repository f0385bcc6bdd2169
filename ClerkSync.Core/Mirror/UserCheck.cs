using ClerkSync.Core.ClerkApi;
using ClerkSync.Core.Database;
using ClerkSync.Core.Objects;
using ClerkSync.Core.Users;

namespace ClerkSync.Core.Mirror;

/// <summary>Compares one user with Clerk, and repairs that one row.</summary>
public sealed class UserCheck
{
    private readonly SyncRunner _runner;
    private readonly ClerkApiClient _clerk;
    private readonly MirroredUsers _users;
    private readonly MirrorWriter _writer;
    private readonly ObjectRepair _repair;
    private readonly TimeProvider _time;

    internal UserCheck(
        SyncRunner runner,
        ClerkApiClient clerk,
        MirroredUsers users,
        MirrorWriter writer,
        ObjectRepair repair,
        TimeProvider time
    ) => (_runner, _clerk, _users, _writer, _repair, _time) = (runner, clerk, users, writer, repair, time);

    /// <summary>Compares field by field; null when Clerk itself says that the user does not exist.</summary>
    /// <exception cref="MirrorException">The key belongs to another instance.</exception>
    /// <exception cref="ClerkApiException">Clerk does not answer, or rejects the key.</exception>
    internal async Task<IReadOnlyList<ComparedField>?> CompareAsync(ClerkId id, CancellationToken cancellationToken)
    {
        var listed = StorableText.IsValid(id.Value) ? await AskAsync(id, cancellationToken) : null;
        return listed is null ? null
            : listed.Value is ClerkUser user ? ComparedField.Compare(await FindRowAsync(id, cancellationToken), user)
            : throw ClerkApiErrors.Unreadable($"GET /v1/users/{id}", listed.UnreadableAt);
    }

    /// <summary>Repairs the row, under the conditions of <see cref="Repair"/>.</summary>
    /// <returns>
    /// <c>equal</c>, <c>written</c>, <c>removed</c>; <c>newer</c> if the row is newer than Clerk's response, <c>kept</c> if Clerk does not
    /// have the user and the row is too young to be removed, <c>failed</c> if the database rejects the row, <c>changed</c> if the row
    /// changed meanwhile or the user is deleted. Null when there is neither a row nor a user.
    /// </returns>
    /// <exception cref="MirrorException">The key belongs to another instance.</exception>
    /// <exception cref="ClerkApiException">Clerk does not answer, or rejects the key.</exception>
    internal async Task<string?> RepairAsync(ClerkId id, CancellationToken cancellationToken)
    {
        if (!StorableText.IsValid(id.Value))
        {
            return null;
        }

        // Before Clerk is asked: a webhook that arrives meanwhile changes the row, and then nothing is written.
        var row = await FindRowAsync(id, cancellationToken);
        var listed = await AskAsync(id, cancellationToken);
        switch (listed)
        {
            case null when row is null:
                return null;
            case null:
                var removal = await _repair.RemoveAsync(_users, id.Value, new RepairOptions(), cancellationToken);
                return removal.Deleted == 1 ? "removed"
                    : removal.Failures.Count > 0 ? "failed"
                    : "kept";
            case { Value: null }:
                throw ClerkApiErrors.Unreadable($"GET /v1/users/{id}", listed.UnreadableAt);
        }

        if (row?.FindDifferences(listed.Value).Count == 0)
        {
            return "equal";
        }

        if (row?.ClerkUpdatedAt > listed.Value.UpdatedAt)
        {
            return "newer";
        }

        var write = ObjectWrite.Create(_users.Table, listed.Value) with
        {
            ComparedRow = row?.Version ?? ObjectWrite.NoRow,
        };
        var counts = await _writer.WriteAsync([write], isDryRun: false, cancellationToken);
        return counts.Failures.Count > 0 ? "failed"
            : counts.Inserted + counts.Updated > 0 ? "written"
            : "changed";
    }

    private Task<ListedObject?> AskAsync(ClerkId id, CancellationToken cancellationToken) =>
        RequestPatience.AskClerkAsync(
            $"GET /v1/users/{id}",
            _time,
            token => _runner.RunUnrecordedAsync(() => _clerk.FindUserAsync(id, token), token),
            cancellationToken
        );

    private async Task<StoredUser?> FindRowAsync(ClerkId id, CancellationToken cancellationToken) =>
        (StoredUser?)(await _users.FindRowsAsync([id.Value], cancellationToken)).GetValueOrDefault(id.Value);
}
