using System.Diagnostics;
using System.Net;
using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.Faults;

/// <summary>A server that accepts connections but does not respond: every route still responds within ten seconds.</summary>
public sealed class FrozenServerTests(OwnServer server) : IClassFixture<OwnServer>, IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);
    private TestApp _app = null!;

    public async Task InitializeAsync() => _app = await TestApp.StartAsync(server);

    public async Task DisposeAsync()
    {
        server.Thaw();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task Every_route_responds_within_ten_seconds_and_deliveries_succeed_after_the_thaw()
    {
        await using var users = await UserApp.StartAsync(server);
        var key = await users.MakeKeyAsync(users.SignUp(out _));
        var newcomer = users.SignUp(out _);
        await _app.DeliverAsync(UserEvent.Created(UserEvent.NewId()));
        server.Freeze();

        var answers = await Task.WhenAll(
            TimeAsync(() => _app.DeliverAsync(UserEvent.Created(UserEvent.NewId()))),
            TimeAsync(() => _app.AskAsync(HttpMethod.Get, "health", key: null)),
            TimeAsync(() => _app.AskAsync(HttpMethod.Get, "ops/deliveries")),
            TimeAsync(() => _app.AskAsync(HttpMethod.Get, "ops/users/user_1")),
            TimeAsync(() => _app.AskAsync(HttpMethod.Get, "ops/runs")),
            TimeAsync(() => _app.AskAsync(HttpMethod.Post, "ops/deliveries/msg_1/replay")),
            TimeAsync(() => users.SendAsync(HttpMethod.Get, "me", newcomer)),
            TimeAsync(() => users.ReportAsync(key, "run-1"))
        );
        var later = await TimeAsync(() => _app.DeliverAsync(UserEvent.Created(UserEvent.NewId())));
        server.Thaw();

        Assert.All(
            answers.Append(later),
            timed =>
            {
                Assert.Equal(HttpStatusCode.ServiceUnavailable, timed.Answer.Status);
                Assert.InRange(timed.Elapsed, TimeSpan.Zero, Limit);
            }
        );
        Assert.Equal("applied", await DeliverUntilAcceptedAsync());
    }

    [Fact]
    public async Task Many_concurrent_requests_get_a_response_within_ten_seconds()
    {
        await _app.DeliverAsync(UserEvent.Created(UserEvent.NewId()));
        server.Freeze();

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 60).Select(_ => TimeAsync(() => _app.AskAsync(HttpMethod.Get, "ops/deliveries")))
        );

        Assert.All(answers, timed => Assert.InRange(timed.Elapsed, TimeSpan.Zero, Limit));
        Assert.All(answers, timed => Assert.Equal(HttpStatusCode.ServiceUnavailable, timed.Answer.Status));
    }

    private async Task<string?> DeliverUntilAcceptedAsync()
    {
        for (var attempt = 0; ; attempt++)
        {
            var answer = await _app.DeliverAsync(UserEvent.Created(UserEvent.NewId()));
            if (answer.IsSuccess || attempt == 20)
            {
                return answer.Outcome;
            }

            await Task.Delay(200);
        }
    }

    private static async Task<(Answer Answer, TimeSpan Elapsed)> TimeAsync(Func<Task<Answer>> ask)
    {
        var startedAt = Stopwatch.GetTimestamp();
        var answer = await ask();
        return (answer, Stopwatch.GetElapsedTime(startedAt));
    }
}
