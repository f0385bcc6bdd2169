using Npgsql;

namespace ClerkSync.Tests.Drivers;

/// <summary>A relay that counts the round trips between a program and Postgres.</summary>
/// <remarks>
/// The program has one connection, so it has no concurrent requests. The first bytes that it sends after a response begin a new round
/// trip. The relay receives each response before the program does.
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

    /// <summary>The connection string of Postgres, through the relay and with a pool of one connection.</summary>
    public string ConnectionString => _relay.ConnectionString;

    public static RoundTrips Start(string connectionString) => new(connectionString);

    /// <summary>Counts the round trips of an action.</summary>
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
