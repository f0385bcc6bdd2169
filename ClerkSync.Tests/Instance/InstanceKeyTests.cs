using ClerkSync.Core.Mirror;
using ClerkSync.Core.Users;
using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.Instance;

/// <summary>A Backend API key of a Clerk instance to which the database does not belong.</summary>
public sealed class InstanceKeyTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private readonly string _id = UserEvent.NewId();
    private FakeClerkApi _clerk = null!;
    private TestApp _app = null!;

    public async Task InitializeAsync()
    {
        await database.ExecuteAsync(
            """
            delete from users;
            delete from clerk_instance;
            insert into clerk_instance (clerk_id, recorded_by) values ('ins_A', 'delivery')
            """
        );
        _clerk = await FakeClerkApi.StartAsync();
        _app = await TestApp.StartAsync(database, _clerk.Settings);
    }

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        await _clerk.DisposeAsync();
    }

    [Fact]
    public async Task Backfill_drift_and_repair_reject_the_key_and_change_nothing()
    {
        await database.ExecuteAsync(
            "insert into users (clerk_id, clerk_updated_at, clerk_event_at, created_at) values (@_id, now(), now(), now() - interval '1 day')",
            new { _id }
        );
        _clerk.Users.Add(UserEvent.Created(UserEvent.NewId()).ToUser());
        var progress = new Progress<long>();

        var rejections = new[]
        {
            await Assert.ThrowsAsync<MirrorException>(() =>
                _app.Get<Backfill>().RunAsync(new(), new Progress<BackfillProgress>(), CancellationToken.None)
            ),
            await Assert.ThrowsAsync<MirrorException>(() =>
                _app.Get<Drift>().RunAsync(progress, CancellationToken.None)
            ),
            await Assert.ThrowsAsync<MirrorException>(() =>
                _app.Get<Repair>().RunAsync(new() { MaxRemovals = 10 }, progress, CancellationToken.None)
            ),
        };

        Assert.All(
            rejections,
            rejection =>
                Assert.All(
                    ["ins_A", FakeClerkApi.InstanceId, "clerksync instance reset --yes"],
                    word => Assert.Contains(word, rejection.Message, StringComparison.Ordinal)
                )
        );
        Assert.Equal([_id], await database.QueryAsync<string>("select clerk_id from users"));
    }

    [Fact]
    public async Task Just_in_time_user_is_not_requested_with_the_key()
    {
        _clerk.Users.Add((UserEvent.Created(_id) with { FirstName = "of another instance" }).ToUser());

        var outcome = await _app.EnsureAsync(new TokenUser { ClerkId = new(_id), FirstName = "of the token" });

        Assert.Equal(JustInTimeOutcome.Created, outcome);
        Assert.Equal("of the token", (await database.FindUserAsync(_id))?.FirstName);
        Assert.DoesNotContain(_clerk.Requests, request => request.Url.Contains("users", StringComparison.Ordinal));
        Assert.Single(_app.Logs, line => line.Contains("belongs to ins_1", StringComparison.Ordinal));
    }
}
