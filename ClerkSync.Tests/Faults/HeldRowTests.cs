using System.Net;
using ClerkSync.Tests.Drivers;
using Npgsql;

namespace ClerkSync.Tests.Faults;

/// <summary>Another session locks a user's row: every route that writes the row returns 503, and works after the lock is gone.</summary>
public sealed class HeldRowTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private UserApp _app = null!;

    public async Task InitializeAsync() => _app = await UserApp.StartAsync(database);

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task Routes_that_wait_for_a_locked_row_return_503()
    {
        var token = _app.SignUp(out var user);
        var key = await _app.MakeKeyAsync(token);
        await using var holder = await database.DataSource.OpenConnectionAsync();
        await using var transaction = await holder.BeginTransactionAsync();
        await using var hold = new NpgsqlCommand("select from users where clerk_id = $1 for update", holder)
        {
            Parameters = { new() { Value = user.Id } },
        };
        await hold.ExecuteNonQueryAsync();

        var held = await Task.WhenAll(
            _app.ReportAsync(key, "run-1"),
            ChangeCreditsAsync(user.Id),
            _app.OperateAsync(HttpMethod.Post, $"ops/users/{user.Id}/plan", """{"plan":"pro"}""")
        );
        await transaction.RollbackAsync();

        Assert.All(
            held,
            answer =>
                Assert.Equal((HttpStatusCode.ServiceUnavailable, "database_unavailable"), (answer.Status, answer.Code))
        );
        Assert.Equal(HttpStatusCode.OK, (await ChangeCreditsAsync(user.Id)).Status);
    }

    private Task<Answer> ChangeCreditsAsync(string id) =>
        _app.OperateAsync(HttpMethod.Post, $"ops/users/{id}/credits", """{"delta":5,"reason":"test"}""");
}
