using Npgsql;

namespace ClerkSync.Tests.Drivers;

/// <summary>Stands between a program and Postgres, and counts how often the one asks the other and waits.</summary>
/// <remarks>
/// The program has one connection, so it asks nothing at the same time. Whatever it sends after an answer begins another round trip;
/// that answer has been seen here before the program could see it.
/// </remarks>
internal sealed class RoundTrips : IAsyncDisposable
{
    private readonly PostgresRelay _relay;
    private readonly Lock _lock = new();
    private bool _isAnswered = true;
    private int _count;

    private RoundTrips(string connectionString) =>
        _relay = PostgresRelay.Start(
            new NpgsqlConnectionStringBuilder(connectionString) { MaxPoolSize = 1 }.ConnectionString,
            (_, isAnswer) => See(isAnswer)
        );

    /// <summary>Leads through the counter, with a pool of one connection.</summary>
    public string ConnectionString => _relay.ConnectionString;

    public static RoundTrips Start(string connectionString) => new(connectionString);

    /// <summary>Counts what an action takes.</summary>
    public async Task<int> CountAsync(Func<Task> action)
    {
        var before = Read();
        await action();
        return Read() - before;
    }

    public ValueTask DisposeAsync() => _relay.DisposeAsync();

    private bool See(bool isAnswer)
    {
        lock (_lock)
        {
            if (!isAnswer && _isAnswered)
            {
                _count++;
            }

            _isAnswered = isAnswer;
            return true;
        }
    }

    private int Read()
    {
        lock (_lock)
        {
            return _count;
        }
    }
}
