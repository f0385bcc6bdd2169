using System.Diagnostics;
using System.Text.Json.Nodes;
using ClerkSync.Core;
using ClerkSync.Core.Users;
using ClerkSync.Tests.Drivers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace ClerkSync.Tests.Users;

/// <summary>Clerk or the database fails while a user waits for their row.</summary>
public sealed class JustInTimeOutageTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private static readonly Dictionary<string, RequestDelegate> Outages = new()
    {
        ["hangs"] = Answers.Hang,
        ["closes the connection"] = Answers.Cut,
        ["rejects the key"] = Answers.Error(401, "clerk_key_invalid"),
        ["forbids the request"] = Answers.Error(403, "forbidden"),
        ["limits the rate"] = Answers.TooMany(30),
        ["is unavailable"] = Answers.Error(503, "unavailable"),
        ["is another server"] = Answers.Text(404, "<html>not found</html>"),
        ["returns no JSON"] = Answers.Text(200, "<html>"),
        ["returns another user"] = Answers.Text(200, """{"id":"user_other","updated_at":1}"""),
    };

    private readonly string _id = UserEvent.NewId();
    private FakeClerkApi _clerk = null!;
    private TestApp _app = null!;

    public static TheoryData<string> OutageNames => [.. Outages.Keys];

    public async Task InitializeAsync()
    {
        _clerk = await FakeClerkApi.StartAsync();
        _app = await JustInTimeApp.StartAsync(database, _clerk);
    }

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        await _clerk.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(OutageNames))]
    public async Task Row_has_the_data_of_the_token_when_Clerk_does_not_return_the_user(string outage)
    {
        _clerk.Always = Outages[outage];
        var watch = Stopwatch.StartNew();

        var outcome = await _app.EnsureAsync(Token());

        Assert.Equal(JustInTimeOutcome.Created, outcome);
        Assert.Equal($"{_id}@example.com", (await database.FindUserAsync(_id))?.Email);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(15));
        Assert.Single(
            _app.Logs,
            line => line.Contains("because Clerk's data could not be used", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Unreadable_user_counts_as_no_response()
    {
        var user = UserEvent.Created(_id).ToUser();
        user["updated_at"] = new JsonArray();
        _clerk.Users.Add(user);

        var outcome = await _app.EnsureAsync(Token());

        Assert.Equal(JustInTimeOutcome.Created, outcome);
        Assert.Equal(DateTimeOffset.UnixEpoch, (await database.FindUserAsync(_id))?.ClerkUpdatedAt);
    }

    [Fact]
    public async Task Logs_of_an_outage_contain_neither_the_key_nor_an_email()
    {
        _clerk.Always = Answers.Error(401, "clerk_key_invalid");

        await _app.EnsureAsync(Token());

        Assert.All(
            _app.Logs,
            line =>
            {
                Assert.DoesNotContain(JustInTimeApp.Key, line, StringComparison.Ordinal);
                Assert.DoesNotContain("@example.com", line, StringComparison.Ordinal);
            }
        );
    }

    [Fact]
    public async Task Database_that_takes_too_long_causes_a_timeout()
    {
        // Timers of three seconds do not expire. All other timers, including the timeout for the row, expire at once.
        var time = new JumpingTime(TimeSpan.FromSeconds(3));
        await using var services = new ServiceCollection()
            .AddSingleton<TimeProvider>(time)
            .AddClerkSyncCore(
                new ConfigurationBuilder()
                    .AddInMemoryCollection([new("DATABASE_URL", database.ConnectionString)])
                    .Build()
            )
            .BuildServiceProvider();
        await using var connection = await database.DataSource.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "lock table users in share mode";
        await command.ExecuteNonQueryAsync();

        await Assert.ThrowsAsync<TimeoutException>(() =>
            services.GetRequiredService<JustInTimeUsers>().EnsureAsync(Token(), CancellationToken.None)
        );
    }

    private TokenUser Token() => new() { ClerkId = new ClerkId(_id), Email = $"{_id}@example.com" };
}
