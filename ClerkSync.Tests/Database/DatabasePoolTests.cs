using ClerkSync.Core.Database;
using ClerkSync.Tests.Drivers;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace ClerkSync.Tests.Database;

public sealed class DatabasePoolTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task Call_that_fails_while_a_pooler_is_being_detected_is_retried_without_sessions()
    {
        using var isDetected = new ManualResetEventSlim();
        using var canCreate = new ManualResetEventSlim();
        await using var pool = new DatabasePool(
            new DatabaseSettings { Connection = new NpgsqlConnectionStringBuilder(database.ConnectionString) },
            keepsSessions =>
            {
                if (!keepsSessions)
                {
                    isDetected.Set();
                    canCreate.Wait();
                }

                return NpgsqlDataSource.Create(Connection(keepsSessions).ConnectionString);
            },
            TimeProvider.System,
            NullLogger<DatabasePool>.Instance
        );

        var first = Task.Run(() => FailAndRetryAsync(pool));
        isDetected.Wait();
        var second = Task.Run(() => FailAndRetryAsync(pool));
        await Task.WhenAny(second, Task.Delay(500));
        canCreate.Set();

        var expected = Name(keepsSessions: false);
        Assert.Equal((expected, expected), (await first, await second));
    }

    /// <returns>The application name of the data source that the retry uses.</returns>
    private static async Task<string?> FailAndRetryAsync(DatabasePool pool)
    {
        await Assert.ThrowsAsync<PostgresException>(() =>
            pool.UseAsync<string?>(
                (_, _) => throw new PostgresException("", "ERROR", "ERROR", PostgresErrorCodes.ProtocolViolation),
                CancellationToken.None
            )
        );
        return await pool.UseAsync(
            (connection, _) =>
                Task.FromResult(new NpgsqlConnectionStringBuilder(connection.ConnectionString).ApplicationName),
            CancellationToken.None
        );
    }

    private static string Name(bool keepsSessions) => keepsSessions ? "keeps sessions" : "keeps none";

    private NpgsqlConnectionStringBuilder Connection(bool keepsSessions) =>
        new(database.ConnectionString) { ApplicationName = Name(keepsSessions) };
}
