using System.Text.Json;
using ClerkSync.Core.ClerkApi;
using ClerkSync.Core.Objects;
using ClerkSync.Core.Telemetry;
using ClerkSync.Core.Users;

namespace ClerkSync.Core.Mirror;

/// <summary>Reads all objects from Clerk, and writes those that are newer than the database. It deletes nothing.</summary>
/// <remarks>
/// Clerk's list may be older than what a concurrent webhook wrote, but never overwrites it. No deleted object is restored.
/// </remarks>
internal sealed class Backfill : IBackgroundWork
{
    private const int Ranges = 16;
    private const int RangesAtOnce = 4;

    private readonly ClerkApiClient _clerk;
    private readonly SyncRunner _runner;
    private readonly SyncRunLog _runs;
    private readonly MirrorWriter _writer;
    private readonly UserTable _users;
    private readonly MirroredOrganizations _organizations;
    private readonly MirroredMemberships _memberships;
    private readonly MirrorTelemetry _telemetry;

    public Backfill(
        ClerkApiClient clerk,
        SyncRunner runner,
        SyncRunLog runs,
        MirrorWriter writer,
        UserTable users,
        MirroredOrganizations organizations,
        MirroredMemberships memberships,
        MirrorTelemetry telemetry
    ) =>
        (_clerk, _runner, _runs, _writer, _users, _organizations, _memberships, _telemetry) = (
            clerk,
            runner,
            runs,
            writer,
            users,
            organizations,
            memberships,
            telemetry
        );

    SyncRunKind IBackgroundWork.Kind => SyncRunKind.Backfill;

    Task IBackgroundWork.WorkAsync(StartedRun started, RunOptions options, CancellationToken cancellationToken) =>
        ContinueAsync(
            started,
            new BackfillOptions { Since = options.Since },
            new Progress<BackfillProgress>(),
            cancellationToken
        );

    /// <summary>Runs a backfill, or resumes the last one if that was killed or failed.</summary>
    /// <param name="cancellationToken">Stops it; the next one resumes here.</param>
    /// <exception cref="MirrorException">
    /// The key belongs to another instance, the run was stopped, or another process took it over.
    /// </exception>
    /// <exception cref="ClerkApiException">Clerk does not answer, or rejects the key.</exception>
    public async Task<BackfillProgress> RunAsync(
        BackfillOptions options,
        IProgress<BackfillProgress> progress,
        CancellationToken cancellationToken
    )
    {
        var started = await _runner.StartAsync(
            SyncRunKind.Backfill,
            resume: !options.Restart,
            options: null,
            cancellationToken
        );
        return await ContinueAsync(started, options, progress, cancellationToken);
    }

    private Task<BackfillProgress> ContinueAsync(
        StartedRun started,
        BackfillOptions options,
        IProgress<BackfillProgress> progress,
        CancellationToken cancellationToken
    ) =>
        _runner.RunAsync(
            started,
            MirrorJson.Default.BackfillProgress,
            async run =>
            {
                var token = run.CancellationToken;
                var checkpoint = FindCheckpoint(run.Run) is { } saved
                    ? await ResumeAsync(saved, token)
                    : await StartAsync(options, token);
                var work = new BackfillWork(run, checkpoint, progress);
                await ReadUsersAsync(work, token);
                checkpoint.Users.After = await CountAsync(checkpoint, token);
                checkpoint.Organizations ??= await ReadAsync(work, _organizations, token);
                checkpoint.Memberships ??= await ReadAsync(work, _memberships, token);
                return work.Note();
            },
            cancellationToken
        );

    /// <summary>
    /// Returns where to resume; null for a new run, or if another build wrote the checkpoint in another format.
    /// </summary>
    private static BackfillCheckpoint? FindCheckpoint(SyncRun run)
    {
        try
        {
            return run.Checkpoint is { } saved
                ? JsonSerializer.Deserialize(saved, MirrorJson.Default.BackfillCheckpoint)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private async Task<BackfillCheckpoint> StartAsync(BackfillOptions options, CancellationToken cancellationToken)
    {
        var first = await _clerk
            .ListUsersAsync(UserRange.All, null, cancellationToken)
            .Select(page => page.Select(user => user.CreatedAt).FirstOrDefault(time => time is not null))
            .FirstOrDefaultAsync(cancellationToken);
        var users = new ListTally { Table = StoredUser.Table, StartedAt = _clerk.Now };
        var checkpoint = BackfillCheckpoint.Start(options.Since, first, users, Ranges);
        users.Before = await CountAsync(checkpoint, cancellationToken);
        return checkpoint;
    }

    /// <summary>Expects all users that Clerk has now, so those who were created since the start are read too.</summary>
    private async Task<BackfillCheckpoint> ResumeAsync(
        BackfillCheckpoint checkpoint,
        CancellationToken cancellationToken
    )
    {
        var users = checkpoint.Users;
        users.StartedAt = _clerk.Now;
        users.Old = users.Read;
        users.Before = await CountAsync(checkpoint, cancellationToken);
        // New users belong to the last range.
        checkpoint.Ranges[^1].IsDone = false;
        return checkpoint;
    }

    /// <summary>Counts the users that Clerk has now and already had when the backfill started or was last resumed.</summary>
    private Task<long> CountAsync(BackfillCheckpoint checkpoint, CancellationToken cancellationToken) =>
        _clerk.GetUserCountAsync(
            new UserRange(checkpoint.Ranges[0].From, checkpoint.Users.StartedAt),
            cancellationToken
        );

    private async Task ReadUsersAsync(BackfillWork work, CancellationToken cancellationToken) =>
        await Parallel.ForEachAsync(
            work.Checkpoint.Ranges.Where(range => !range.IsDone),
            new ParallelOptions { MaxDegreeOfParallelism = RangesAtOnce, CancellationToken = cancellationToken },
            async (range, token) =>
            {
                await foreach (var page in _clerk.ListUsersAsync(range.ToUserRange(), range.ToCursor(), token))
                {
                    var counts = await _writer.WriteAsync(
                        _users,
                        page.Select(user => user.Value).OfType<IClerkVersion>(),
                        token
                    );
                    _telemetry.AddBackfilled(StoredUser.Table, page.Count);
                    await SaveAsync(
                        work,
                        checkpoint =>
                        {
                            checkpoint.Users.Add(page);
                            checkpoint.Inserted += counts.Inserted;
                            checkpoint.Updated += counts.Updated;
                            checkpoint.Rejected.Add(StoredUser.Table, counts.Failures);
                            range.MoveTo(page);
                        },
                        token
                    );
                }

                await SaveAsync(work, _ => range.IsDone = true, token);
            }
        );

    /// <summary>Reads one of the other lists. After a kill it is read from the beginning.</summary>
    private async Task<ListTally> ReadAsync(BackfillWork work, IMirrored mirrored, CancellationToken cancellationToken)
    {
        var tally = new ListTally { Table = mirrored.TableName };
        var rejected = new RejectedRows();
        await foreach (var page in mirrored.ListAsync(tally, cancellationToken))
        {
            var counts = await _writer.WriteAsync(mirrored.Table, page, cancellationToken);
            rejected.Add(tally.Table, counts.Failures);
            _telemetry.AddBackfilled(tally.Table, page.Count);
            work.Listed += page.Count;
            await SaveAsync(work, _ => { }, cancellationToken);
        }

        work.Listed = 0;
        work.Checkpoint.Rejected.Add(rejected);
        return tally;
    }

    /// <summary>Saves and reports a step after its commit.</summary>
    private async Task SaveAsync(
        BackfillWork work,
        Action<BackfillCheckpoint> note,
        CancellationToken cancellationToken
    )
    {
        await work.Saving.WaitAsync(cancellationToken);
        try
        {
            note(work.Checkpoint);
            var progress = work.Note();
            var json = JsonSerializer.Serialize(work.Checkpoint, MirrorJson.Default.BackfillCheckpoint);
            await _runs.CheckpointAsync(work.Run, json, cancellationToken);
            work.Report.Report(progress);
        }
        finally
        {
            work.Saving.Release();
        }
    }

    private sealed record BackfillWork(
        RunInProgress Run,
        BackfillCheckpoint Checkpoint,
        IProgress<BackfillProgress> Report
    )
    {
        public SemaphoreSlim Saving { get; } = new(1, 1);

        /// <summary>
        /// The number of objects read from the current list, which is not in the checkpoint until it has been read
        /// completely.
        /// </summary>
        public long Listed { get; set; }

        /// <summary>Notes the progress in the run, and returns it.</summary>
        public BackfillProgress Note()
        {
            var progress = Progress;
            Run.Progress = progress.Users + progress.Organizations + progress.Memberships + Listed;
            return progress;
        }

        private BackfillProgress Progress
        {
            get
            {
                ListTally[] lists =
                [
                    .. new[] { Checkpoint.Users, Checkpoint.Organizations, Checkpoint.Memberships }.OfType<ListTally>(),
                ];
                return new BackfillProgress
                {
                    TotalUsers = Checkpoint.Users.Before ?? 0,
                    Users = Checkpoint.Users.Read,
                    Organizations = Checkpoint.Organizations?.Read ?? 0,
                    Memberships = Checkpoint.Memberships?.Read ?? 0,
                    Inserted = Checkpoint.Inserted,
                    Updated = Checkpoint.Updated,
                    Failed = Checkpoint.Rejected.Count,
                    Failures = [.. Checkpoint.Rejected.Named],
                    Lists = [.. lists.Select(list => list.Coverage)],
                    UnreadableObjects = [.. lists.SelectMany(list => list.Named)],
                };
            }
        }
    }
}
