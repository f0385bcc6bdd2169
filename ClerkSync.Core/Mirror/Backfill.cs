using System.Text.Json;
using ClerkSync.Core.ClerkApi;
using ClerkSync.Core.Organizations;
using ClerkSync.Core.Telemetry;
using ClerkSync.Core.Users;

namespace ClerkSync.Core.Mirror;

/// <summary>Reads everything that Clerk has and writes what is newer than the database. It removes nothing.</summary>
/// <remarks>A webhook in the middle of it never loses against an older page, and nothing that was deleted comes back.</remarks>
public sealed class Backfill
{
    private const int Ranges = 16;
    private const int RangesAtOnce = 4;

    private readonly ClerkApiClient _clerk;
    private readonly SyncRunner _runner;
    private readonly SyncRunLog _runs;
    private readonly UserMirror _users;
    private readonly MirrorWriter<ClerkOrganization, StoredOrganization> _organizations;
    private readonly MirrorWriter<ClerkMembership, StoredMembership> _memberships;
    private readonly MirrorTelemetry _telemetry;
    private readonly TimeProvider _time;

    internal Backfill(
        ClerkApiClient clerk,
        SyncRunner runner,
        SyncRunLog runs,
        UserMirror users,
        MirrorWriter<ClerkOrganization, StoredOrganization> organizations,
        MirrorWriter<ClerkMembership, StoredMembership> memberships,
        MirrorTelemetry telemetry,
        TimeProvider time
    ) =>
        (_clerk, _runner, _runs, _users, _organizations, _memberships, _telemetry, _time) = (
            clerk,
            runner,
            runs,
            users,
            organizations,
            memberships,
            telemetry,
            time
        );

    /// <summary>Runs a backfill, or goes on with the last one if that was killed or failed.</summary>
    /// <param name="options">What to read.</param>
    /// <param name="progress">Told after each page.</param>
    /// <param name="cancellationToken">Stops it; the next one goes on from here.</param>
    /// <exception cref="MirrorException">The key is of another instance, or another process took over.</exception>
    /// <exception cref="ClerkApiException">Clerk does not answer, or not to this key.</exception>
    public Task<BackfillProgress> RunAsync(
        BackfillOptions options,
        IProgress<BackfillProgress> progress,
        CancellationToken cancellationToken
    ) =>
        _runner.RunAsync(
            SyncRunKind.Backfill,
            resume: !options.Restart,
            MirrorJson.Default.BackfillProgress,
            async (run, owner) =>
            {
                var checkpoint = run.Checkpoint is { } saved
                    ? JsonSerializer.Deserialize(saved, MirrorJson.Default.BackfillCheckpoint)!
                    : await StartAsync(options, cancellationToken);
                var work = new Work(run, owner, checkpoint, await CountAsync(options, cancellationToken), progress);
                await ReadUsersAsync(work, cancellationToken);
                await ReadOrganizationsAsync(work, cancellationToken);
                await ReadMembershipsAsync(work, cancellationToken);
                return work.Progress;
            },
            cancellationToken
        );

    private async Task<BackfillCheckpoint> StartAsync(BackfillOptions options, CancellationToken cancellationToken)
    {
        var first = await _clerk
            .ListUsersAsync(UserRange.All, null, cancellationToken)
            .Select(page => page[0].CreatedAt)
            .FirstOrDefaultAsync(cancellationToken);
        return BackfillCheckpoint.Start(options.Since, first, _time.GetUtcNow(), Ranges);
    }

    private Task<long> CountAsync(BackfillOptions options, CancellationToken cancellationToken) =>
        _clerk.GetUserCountAsync(new UserRange(options.Since, null), cancellationToken);

    private async Task ReadUsersAsync(Work work, CancellationToken cancellationToken) =>
        await Parallel.ForEachAsync(
            work.Checkpoint.Ranges.Where(range => !range.IsDone),
            new ParallelOptions { MaxDegreeOfParallelism = RangesAtOnce, CancellationToken = cancellationToken },
            async (range, token) =>
            {
                await foreach (var page in _clerk.ListUsersAsync(range.ToUserRange(), range.ToCursor(), token))
                {
                    var counts = await _users.WriteAsync(page.Select(user => ClerkUser.From(user, null)), token);
                    _telemetry.AddBackfilled("users", page.Count);
                    await SaveAsync(
                        work,
                        checkpoint =>
                        {
                            checkpoint.Users += page.Count;
                            checkpoint.Inserted += counts.Inserted;
                            checkpoint.Updated += counts.Updated;
                            checkpoint.Failed += counts.Failed;
                            range.LastId = page[^1].Id.Value;
                            range.LastCreatedAt = page[^1].CreatedAt;
                        },
                        token
                    );
                }

                await SaveAsync(work, _ => range.IsDone = true, token);
            }
        );

    private async Task ReadOrganizationsAsync(Work work, CancellationToken cancellationToken)
    {
        if (work.Checkpoint.HasOrganizations)
        {
            return;
        }

        await foreach (var page in _clerk.ListOrganizationsAsync(cancellationToken))
        {
            await _organizations.WriteAsync(
                [.. page.Select(organization => ClerkOrganization.From(organization, null))],
                cancellationToken
            );
            _telemetry.AddBackfilled("organizations", page.Count);
            await SaveAsync(work, checkpoint => checkpoint.Organizations += page.Count, cancellationToken);
        }

        await SaveAsync(work, checkpoint => checkpoint.HasOrganizations = true, cancellationToken);
    }

    private async Task ReadMembershipsAsync(Work work, CancellationToken cancellationToken)
    {
        if (work.Checkpoint.HasMemberships)
        {
            return;
        }

        await foreach (var page in _clerk.ListMembershipsAsync(cancellationToken))
        {
            await _memberships.WriteAsync([.. ClerkMembership.From(page)], cancellationToken);
            _telemetry.AddBackfilled("organization_memberships", page.Count);
            await SaveAsync(work, checkpoint => checkpoint.Memberships += page.Count, cancellationToken);
        }

        await SaveAsync(work, checkpoint => checkpoint.HasMemberships = true, cancellationToken);
    }

    /// <summary>Notes a step after it was committed, and tells of it.</summary>
    private async Task SaveAsync(Work work, Action<BackfillCheckpoint> note, CancellationToken cancellationToken)
    {
        await work.Saving.WaitAsync(cancellationToken);
        try
        {
            note(work.Checkpoint);
            var json = JsonSerializer.Serialize(work.Checkpoint, MirrorJson.Default.BackfillCheckpoint);
            await _runs.CheckpointAsync(work.Run, work.Owner, json, cancellationToken);
            work.Report.Report(work.Progress);
        }
        finally
        {
            work.Saving.Release();
        }
    }

    private sealed record Work(
        SyncRun Run,
        Guid Owner,
        BackfillCheckpoint Checkpoint,
        long TotalUsers,
        IProgress<BackfillProgress> Report
    )
    {
        public SemaphoreSlim Saving { get; } = new(1, 1);

        public BackfillProgress Progress =>
            new()
            {
                TotalUsers = TotalUsers,
                Users = Checkpoint.Users,
                Organizations = Checkpoint.Organizations,
                Memberships = Checkpoint.Memberships,
                Inserted = Checkpoint.Inserted,
                Updated = Checkpoint.Updated,
                Failed = Checkpoint.Failed,
            };
    }
}
