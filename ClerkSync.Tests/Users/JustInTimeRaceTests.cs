using ClerkSync.Core;
using ClerkSync.Core.Users;
using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.Users;

/// <summary>Concurrent requests, processes, and webhooks for the same user.</summary>
public sealed class JustInTimeRaceTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private static readonly int Races = TestSize.Of(reduced: 150, full: 1000);

    private readonly string _run = Guid.NewGuid().ToString("n");
    private readonly TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private FakeClerkApi _clerk = null!;
    private TestApp _first = null!;
    private TestApp _second = null!;
    private TestApp _keyless = null!;

    private string Ada => $"user_{_run}_ada";

    public async Task InitializeAsync()
    {
        _clerk = await FakeClerkApi.StartAsync();
        _first = await JustInTimeApp.StartAsync(database, _clerk);
        _second = await JustInTimeApp.StartAsync(database, _clerk);
        _keyless = await TestApp.StartAsync(database);
    }

    public async Task DisposeAsync()
    {
        await _first.DisposeAsync();
        await _second.DisposeAsync();
        await _keyless.DisposeAsync();
        await _clerk.DisposeAsync();
    }

    [Fact]
    public async Task Concurrent_callers_make_one_request_and_one_of_them_creates_the_row()
    {
        _clerk.Users.Add(UserEvent.Created(Ada).ToUser());

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => _first.EnsureAsync(Ada)));

        Assert.Single(_clerk.Requests);
        Assert.Single(outcomes, outcome => outcome == JustInTimeOutcome.Created);
        Assert.Equal(63, outcomes.Count(outcome => outcome == JustInTimeOutcome.Exists));
    }

    /// <remarks>Some callers look for the row before it is committed, but join or start its creation afterwards.</remarks>
    [Fact]
    public async Task Callers_in_quick_succession_make_one_request()
    {
        var ids = AddUsers();

        foreach (var id in ids)
        {
            await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => AfterAWhile(() => _first.EnsureAsync(id))));
        }

        Assert.Equal(ids.Count, _clerk.Requests.Count);
    }

    [Fact]
    public async Task Canceled_caller_does_not_cancel_the_others()
    {
        HoldClerk();
        using var leaving = new CancellationTokenSource();
        var first = _first.EnsureAsync(Ada, leaving.Token);
        await _clerk.WaitForRequestAsync();
        var second = _first.EnsureAsync(Ada);

        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        _release.SetResult();

        Assert.Equal(JustInTimeOutcome.Created, await second);
        Assert.Single(_clerk.Requests);
    }

    [Fact]
    public async Task Deletion_during_the_request_to_Clerk_is_final()
    {
        HoldClerk();
        var caller = _first.EnsureAsync(Ada);
        await _clerk.WaitForRequestAsync();

        await _second.DeliverAsync(UserEvent.Deleted(Ada));
        _release.SetResult();

        Assert.Equal(JustInTimeOutcome.Deleted, await caller);
        Assert.Null(await database.FindUserAsync(Ada));
    }

    [Fact]
    public async Task Row_written_during_the_request_to_Clerk_stays_and_new_callers_do_not_wait()
    {
        HoldClerk();
        var caller = _first.EnsureAsync(Ada);
        await _clerk.WaitForRequestAsync();

        await _second.DeliverAsync(UserEvent.Created(Ada) with { EventAt = 1, FirstName = "by webhook" });
        var meanwhile = await _first.EnsureAsync(Ada);
        _release.SetResult();

        Assert.Equal((JustInTimeOutcome.Exists, JustInTimeOutcome.Exists), (meanwhile, await caller));
        // No caller waited until its timeout.
        Assert.DoesNotContain(_first.Logs, line => line.Contains("could not be used", StringComparison.Ordinal));
        Assert.Equal("by webhook", (await database.FindUserAsync(Ada))?.FirstName);
    }

    /// <remarks>In a tie, the greater content hash would win. With eight users, this is not the first token for all of them.</remarks>
    [Fact]
    public async Task Second_token_changes_nothing()
    {
        string[] ids = [.. Enumerable.Range(0, 8).Select(i => $"user_{_run}_{i}")];
        _clerk.Always = JustInTimeApp.Held(_release.Task, Answers.Error(401, "clerk_key_invalid"));
        var second = ids.Select(id => _first.EnsureAsync(Token(id, "second"))).ToList();
        await _clerk.WaitForRequestAsync();

        await Task.WhenAll(ids.Select(id => _keyless.EnsureAsync(Token(id, "first"))));
        _release.SetResult();

        Assert.All(await Task.WhenAll(second), outcome => Assert.Equal(JustInTimeOutcome.Exists, outcome));
        Assert.Equal(8, await CountAsync("first_name = 'first'"));
    }

    [Fact]
    public async Task Concurrent_processes_create_one_row_and_one_of_them_reports_its_creation()
    {
        var created = 0;
        foreach (var id in AddUsers())
        {
            var outcomes = await Task.WhenAll(
                AfterAWhile(() => _first.EnsureAsync(id)),
                AfterAWhile(() => _second.EnsureAsync(id)),
                AfterAWhile(() => _keyless.EnsureAsync(id))
            );
            created += outcomes.Count(outcome => outcome == JustInTimeOutcome.Created);
            Assert.DoesNotContain(JustInTimeOutcome.Deleted, outcomes);
        }

        Assert.Equal(Races, created);
        Assert.Equal(Races, await CountAsync("clerk_id is not null"));
        Assert.Equal(Races, await CountOpeningsAsync());
    }

    [Fact]
    public async Task Concurrent_webhook_leaves_one_row_with_the_data_of_the_webhook()
    {
        foreach (var id in AddUsers())
        {
            var created = UserEvent.Created(id) with { EventAt = 1, FirstName = "by webhook" };

            await Task.WhenAll(
                AfterAWhile(() => _first.DeliverAsync(created)),
                AfterAWhile(() => _first.EnsureAsync(id)),
                AfterAWhile(() => _second.EnsureAsync(id)),
                AfterAWhile(() => _keyless.EnsureAsync(id))
            );
        }

        Assert.Equal(Races, await CountAsync("first_name = 'by webhook' and clerk_created_at is not null"));
        Assert.Equal(Races, await CountOpeningsAsync());
    }

    [Fact]
    public async Task Concurrent_deletion_leaves_no_row()
    {
        foreach (var id in AddUsers())
        {
            await Task.WhenAll(
                AfterAWhile(() => _first.DeliverAsync(UserEvent.Deleted(id))),
                AfterAWhile(() => _first.EnsureAsync(id)),
                AfterAWhile(() => _second.EnsureAsync(id)),
                AfterAWhile(() => _keyless.EnsureAsync(id))
            );
        }

        Assert.Equal(0, await CountAsync("clerk_id is not null"));
    }

    private static TokenUser Token(string id, string firstName) =>
        new() { ClerkId = new ClerkId(id), FirstName = firstName };

    private void HoldClerk() =>
        _clerk.Always = JustInTimeApp.Held(_release.Task, Answers.Json(UserEvent.Created(Ada).ToUser()));

    private IReadOnlyList<string> AddUsers()
    {
        string[] ids = [.. Enumerable.Range(0, Races).Select(race => $"user_{_run}_{race}")];
        _clerk.Users.AddRange(ids.Select(id => UserEvent.Created(id).ToUser()));
        return ids;
    }

    private static async Task<T> AfterAWhile<T>(Func<Task<T>> act)
    {
        await Task.Delay(Random.Shared.Next(12));
        return await act();
    }

    private Task<int> CountAsync(string condition) =>
        database.ScalarAsync<int>(
            $"select count(*)::int from users where {condition} and clerk_id like 'user_{_run}%'"
        );

    /// <summary>Counts the opening credits. A sign-up gets them once, whichever path creates the row.</summary>
    private Task<int> CountOpeningsAsync() =>
        database.ScalarAsync<int>(
            $"""
            select count(*)::int
            from credit_transactions t join users u on u.id = t.user_id
            where u.clerk_id like 'user_{_run}%' and t.reason = 'opening'
            """
        );
}
