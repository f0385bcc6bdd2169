using ClerkSync.Core.ClerkApi;
using ClerkSync.Core.Disclosure;
using Microsoft.Extensions.Logging;

namespace ClerkSync.Core.Instance;

/// <summary>Ensures that a database has only one Clerk instance: compares the key's and each delivery's with the recorded one.</summary>
/// <remarks>
/// The first instance is recorded: the key's, or without a key the first delivery's. It is cached, so a delivery costs no query. After a
/// reset by another process, a delivery of the new instance is accepted at once, and one of the old instance is rejected after at most
/// <see cref="LongestTrust"/>.
/// </remarks>
internal sealed partial class ClerkInstance(
    InstanceTable table,
    ClerkApiClient clerk,
    ClerkSyncSettings settings,
    TimeProvider time,
    ILogger<ClerkInstance> logger
) : IDisposable
{
    /// <summary>The time for which the recorded instance is cached.</summary>
    public static readonly TimeSpan LongestTrust = TimeSpan.FromMinutes(1);

    // Drift compares our clock with Clerk's times to find changes since the start of a pass.
    private static readonly TimeSpan MostClockDifference = TimeSpan.FromMinutes(1);

    // One delivery waits for it, once in a database's lifetime.
    private static readonly TimeSpan PatienceWithClerk = TimeSpan.FromSeconds(3);

    private readonly SemaphoreSlim _turn = new(1, 1);
    private Remembered? _recorded;
    private volatile string? _keys;

    /// <summary>Compares a delivery's instance with the recorded one.</summary>
    /// <param name="instanceId">Null when the delivery names none; it is then accepted.</param>
    public async ValueTask<InstanceVerdict> JudgeAsync(string? instanceId, CancellationToken cancellationToken)
    {
        if (instanceId is null)
        {
            return InstanceVerdict.Accepted;
        }

        if (Volatile.Read(ref _recorded) is { } remembered && remembered.ClerkId == instanceId)
        {
            return IsToBeReadAgain(remembered)
                ? await CompareAsync(instanceId, cancellationToken)
                : InstanceVerdict.Accepted;
        }

        // One at a time: a database's first deliveries arrive together, and one query is enough for them.
        await _turn.WaitAsync(cancellationToken);
        try
        {
            return Volatile.Read(ref _recorded)?.ClerkId == instanceId
                ? InstanceVerdict.Accepted
                : await CompareAsync(instanceId, cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Compares the key's instance with the recorded one. Clerk is asked only once.</summary>
    /// <returns>Null when they are the same.</returns>
    /// <exception cref="ClerkApiException">Clerk does not answer, or rejects the key.</exception>
    public async Task<InstanceMismatch?> JudgeKeyAsync(CancellationToken cancellationToken)
    {
        var keys = _keys ?? await AskWhoseKeyAsync(cancellationToken);
        if (
            Volatile.Read(ref _recorded) is { } remembered
            && remembered.ClerkId == keys
            && !IsToBeReadAgain(remembered)
        )
        {
            return null;
        }

        var recorded =
            await FindAsync(cancellationToken)
            ?? Remember(await table.RecordAsync(keys, InstanceTable.ByKey, cancellationToken));
        return recorded == keys ? null : new InstanceMismatch(recorded, keys);
    }

    /// <summary>Asks Clerk for the key's instance, and compares the clocks.</summary>
    /// <exception cref="ClerkApiException">Clerk does not answer, or rejects the key.</exception>
    public async Task<string> AskWhoseKeyAsync(CancellationToken cancellationToken)
    {
        var instance = await clerk.GetInstanceAsync(cancellationToken);
        if (clerk.ClockDifference is { } difference && difference.Duration() > MostClockDifference)
        {
            LogClockIsOff((long)difference.Duration().TotalSeconds);
        }

        return _keys = instance.Id.Value;
    }

    public void Dispose() => _turn.Dispose();

    /// <summary>Whether <see cref="LongestTrust"/> has passed; true for only one of concurrent callers.</summary>
    private bool IsToBeReadAgain(Remembered remembered) =>
        time.GetElapsedTime(remembered.ReadAt) >= LongestTrust
        && Interlocked.CompareExchange(ref _recorded, remembered with { ReadAt = time.GetTimestamp() }, remembered)
            == remembered;

    /// <summary>Compares a delivery's instance with the one in the database, not the cached one.</summary>
    private async Task<InstanceVerdict> CompareAsync(string instanceId, CancellationToken cancellationToken)
    {
        var isExample = ExampleInstances.Contains(instanceId);
        var recorded =
            await FindAsync(cancellationToken) ?? await RecordAsync(isExample ? null : instanceId, cancellationToken);
        return recorded is null || recorded == instanceId
            ? InstanceVerdict.Accepted
            : new InstanceVerdict(new InstanceMismatch(recorded, instanceId), isExample);
    }

    private async Task<string?> FindAsync(CancellationToken cancellationToken)
    {
        var found = await table.FindAsync(cancellationToken);
        if (found is null)
        {
            Volatile.Write(ref _recorded, null);
            return null;
        }

        return Remember(found);
    }

    /// <summary>Records the key's instance, or the delivery's if there is no key or Clerk cannot be asked.</summary>
    /// <returns>The recorded instance; null when there is nothing to record.</returns>
    private async Task<string?> RecordAsync(string? ofDelivery, CancellationToken cancellationToken) =>
        await FindKeysAsync(cancellationToken) is { } keys
            ? Remember(await table.RecordAsync(keys, InstanceTable.ByKey, cancellationToken))
        : ofDelivery is not null
            ? Remember(await table.RecordAsync(ofDelivery, InstanceTable.ByDelivery, cancellationToken))
        : null;

    private async Task<string?> FindKeysAsync(CancellationToken cancellationToken)
    {
        if (_keys is not null || settings.ClerkSecretKey is null)
        {
            return _keys;
        }

        using var patience = new CancellationTokenSource(PatienceWithClerk, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            return await AskWhoseKeyAsync(either.Token);
        }
        catch (Exception exception)
            when (exception is ClerkApiException or OperationCanceledException
                && !cancellationToken.IsCancellationRequested
            )
        {
            LogKeyNotAsked(ShownError.DescribeClerk(exception, PatienceWithClerk));
            return null;
        }
    }

    private string Remember(RecordedInstance recorded)
    {
        Volatile.Write(ref _recorded, new Remembered(recorded.ClerkId, time.GetTimestamp()));
        return recorded.ClerkId;
    }

    [LoggerMessage(
        LogLevel.Warning,
        "This machine's clock and Clerk's differ by {Seconds} s. Synchronize this machine's clock with NTP: until then, drift may report changes that are in flight"
    )]
    private partial void LogClockIsOff(long seconds);

    [LoggerMessage(
        LogLevel.Warning,
        "The instance of CLERK_SECRET_KEY could not be read from Clerk, so it is not recorded. {Reason}"
    )]
    private partial void LogKeyNotAsked(string reason);

    private sealed record Remembered(string ClerkId, long ReadAt);
}
