using Npgsql;

namespace ClerkSync.Tests.Drivers;

/// <summary>Pauses the transaction that writes one row just before its commit, until the test releases it.</summary>
internal sealed class CommitPause : IAsyncDisposable
{
    private readonly TestDatabase _database;
    private readonly NpgsqlConnection _holder;
    private readonly string _name = $"pause_{Guid.NewGuid():n}";
    private readonly int _key = Random.Shared.Next();
    private readonly string _table;

    private CommitPause(TestDatabase database, NpgsqlConnection holder, string table)
    {
        _database = database;
        _holder = holder;
        _table = table;
    }

    public static async Task<CommitPause> StartAsync(TestDatabase database, string clerkId, string table = "users")
    {
        var pause = new CommitPause(database, await database.DataSource.OpenConnectionAsync(), table);
        await pause.OnHolderAsync($"select pg_advisory_lock({pause._key})");
        await database.ExecuteAsync(
            $"""
            create function {pause._name}() returns trigger language plpgsql as
                'begin perform pg_advisory_xact_lock_shared({pause._key}); return null; end';
            create constraint trigger {pause._name} after insert or update on {table} deferrable initially deferred
            for each row when (new.clerk_id = '{clerkId}') execute function {pause._name}()
            """
        );
        return pause;
    }

    public Task WaitUntilReachedAsync() => WaitUntilAsync(() => CountWaitingAsync(), atLeast: 1);

    /// <summary>Releases the paused transaction once <paramref name="other"/> waits for it or is done, or after 1.5 seconds.</summary>
    public async Task ReleaseOnceBlockedAsync(Task other)
    {
        await Task.WhenAny(other, WaitUntilAsync(CountWaitingAsync, atLeast: 2), Task.Delay(1500));
        await OnHolderAsync($"select pg_advisory_unlock({_key})");
    }

    public async ValueTask DisposeAsync()
    {
        await _holder.DisposeAsync();
        await _database.ExecuteAsync($"drop trigger {_name} on {_table}; drop function {_name}");
    }

    private Task<long> CountWaitingAsync() =>
        _database.ScalarAsync<long>(
            """
            select count(*) from pg_stat_activity
            where datname = current_database() and wait_event_type = 'Lock' and application_name = 'clerksync'
            """
        );

    private static async Task WaitUntilAsync(Func<Task<long>> count, int atLeast)
    {
        while (await count() < atLeast)
        {
            await Task.Delay(10);
        }
    }

    private async Task OnHolderAsync(string sql)
    {
        await using var command = _holder.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
