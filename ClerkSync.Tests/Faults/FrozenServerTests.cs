using System.Diagnostics;
using System.Net;
using ClerkSync.LocalHost.Postgres;
using ClerkSync.Tests.Drivers;
using Npgsql;

namespace ClerkSync.Tests.Faults;

/// <summary>A server that accepts connections and does not answer: every answer of ours comes within ten seconds.</summary>
public sealed class FrozenServerTests : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);
    private readonly string _folder = Directory.CreateTempSubdirectory("clerksync-frozen-").FullName;
    private LocalPostgres _postgres = null!;
    private TestApp _app = null!;

    public async Task InitializeAsync()
    {
        _postgres = await LocalPostgres.StartAsync(
            new LocalPostgresOptions { DataFolder = _folder },
            new Progress<string>(),
            CancellationToken.None
        );
        await using var dataSource = NpgsqlDataSource.Create(
            Core.Database.DatabaseUrl.Parse(_postgres.DatabaseUrl).ConnectionString
        );
        await new Core.Database.Migrator(dataSource).MigrateAsync(CancellationToken.None);
        _app = await TestApp.StartAsync(("DATABASE_URL", _postgres.DatabaseUrl));
    }

    public async Task DisposeAsync()
    {
        Signal("CONT");
        await _app.DisposeAsync();
        await _postgres.StopAsync(CancellationToken.None);
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Every_route_answers_within_ten_seconds_and_again_after_the_thaw()
    {
        await _app.DeliverAsync(UserEvent.Created(UserEvent.NewId()));
        Signal("STOP");

        var answers = await Task.WhenAll(
            TimeAsync(() => _app.DeliverAsync(UserEvent.Created(UserEvent.NewId()))),
            TimeAsync(() => _app.AskAsync(HttpMethod.Get, "health", key: null)),
            TimeAsync(() => _app.AskAsync(HttpMethod.Get, "ops/deliveries")),
            TimeAsync(() => _app.AskAsync(HttpMethod.Get, "ops/users/user_1")),
            TimeAsync(() => _app.AskAsync(HttpMethod.Get, "ops/runs"))
        );
        var later = await TimeAsync(() => _app.DeliverAsync(UserEvent.Created(UserEvent.NewId())));
        Signal("CONT");

        Assert.All(
            answers.Append(later),
            timed =>
            {
                Assert.Equal(HttpStatusCode.ServiceUnavailable, timed.Answer.Status);
                Assert.InRange(timed.Elapsed, TimeSpan.Zero, Limit);
            }
        );
        Assert.Equal("applied", await DeliverUntilTakenAsync());
    }

    [Fact]
    public async Task Many_callers_of_a_frozen_server_are_answered_too()
    {
        await _app.DeliverAsync(UserEvent.Created(UserEvent.NewId()));
        Signal("STOP");

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 60).Select(_ => TimeAsync(() => _app.AskAsync(HttpMethod.Get, "ops/deliveries")))
        );

        Assert.All(answers, timed => Assert.InRange(timed.Elapsed, TimeSpan.Zero, Limit));
        Assert.All(answers, timed => Assert.Equal(HttpStatusCode.ServiceUnavailable, timed.Answer.Status));
    }

    private async Task<string?> DeliverUntilTakenAsync()
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

    /// <summary>Sends a signal to the server's first process and to all that it started.</summary>
    private void Signal(string signal)
    {
        using var children = Process.Start("pkill", [$"-{signal}", "-P", $"{_postgres.ProcessId}"]);
        children.WaitForExit();
        using var postmaster = Process.Start("kill", [$"-{signal}", $"{_postgres.ProcessId}"]);
        postmaster.WaitForExit();
    }
}
