using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.Webhooks;

/// <summary>Counts the round trips of a delivery, after the connection has prepared the statements.</summary>
public sealed class RoundTripTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private readonly RoundTrips _roundTrips = RoundTrips.Start(database.ConnectionString);
    private TestApp _app = null!;

    public async Task InitializeAsync() =>
        _app = await TestApp.StartAsync(("DATABASE_URL", _roundTrips.ConnectionString));

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        await _roundTrips.DisposeAsync();
    }

    [Fact]
    public Task New_user_takes_one_round_trip() => AssertAsync(1, () => UserEvent.Created(UserEvent.NewId()));

    [Fact]
    public async Task Update_takes_one_round_trip()
    {
        var id = UserEvent.NewId();
        await _app.DeliverAsync(UserEvent.Created(id) with { Email = $"{id}@example.com" });
        var updates = 0;

        await AssertAsync(1, () => UserEvent.Updated(id) with { Email = $"{id}@example.com", UpdatedAt = ++updates });
    }

    [Fact]
    public async Task Update_that_changes_the_email_takes_three_round_trips()
    {
        var id = UserEvent.NewId();
        await _app.DeliverAsync(UserEvent.Created(id) with { Email = $"{id}@example.com" });
        var updates = 0;

        await AssertAsync(
            3,
            () => UserEvent.Updated(id) with { Email = $"{id}_{++updates}@example.com", UpdatedAt = updates }
        );
    }

    [Fact]
    public async Task Deletion_takes_one_round_trip()
    {
        await AssertAsync(1, () => UserEvent.Deleted(UserEvent.NewId()));
    }

    private async Task AssertAsync(int expected, Func<UserEvent> next)
    {
        for (var i = 0; i < 3; i++)
        {
            await DeliverAsync();
        }

        Assert.Equal(expected, await _roundTrips.CountAsync(DeliverAsync));

        async Task DeliverAsync() => Assert.Equal("applied", (await _app.DeliverAsync(next())).Outcome);
    }
}
