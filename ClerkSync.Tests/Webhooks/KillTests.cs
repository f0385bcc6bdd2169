using System.Collections.Concurrent;
using System.Diagnostics;
using ClerkSync.LocalPostgres;
using ClerkSync.Tests.Drivers;
using Dapper;
using Npgsql;

namespace ClerkSync.Tests.Webhooks;

/// <summary>Kills a process during deliveries. Each delivery without a 2xx response is delivered again, as Svix does.</summary>
public sealed class KillTests : IAsyncLifetime
{
    private const int Deliveries = 2000;
    private const int Connections = 16;
    private readonly string _folder = Directory.CreateTempSubdirectory("clerksync-kill-").FullName;
    private readonly IReadOnlyList<(string SvixId, UserEvent Event)> _messages = DrawMessages();
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(20) };
    private LocalPostgresServer _postgres = null!;

    public async Task InitializeAsync()
    {
        DefaultTypeMap.MatchNamesWithUnderscores = true;
        _postgres = await StartPostgresAsync();
        await using var dataSource = NpgsqlDataSource.Create(ConnectionString);
        await new Core.Database.Migrator(dataSource).MigrateAsync(CancellationToken.None);
        await using var connection = await dataSource.OpenConnectionAsync();
        // Counts the effects, so that the test detects a duplicate effect.
        await connection.ExecuteAsync(
            """
            create table effects (clerk_id text, what text);
            create function count_effect() returns trigger language plpgsql as
                'begin insert into effects values (coalesce(new.clerk_id, old.clerk_id), tg_op); return null; end';
            create trigger count_effect after insert or delete on users for each row execute function count_effect()
            """
        );
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _postgres.StopAsync(CancellationToken.None);
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Killed_host_loses_and_duplicates_no_delivery()
    {
        IReadOnlyList<int> unanswered;
        await using (var host = await HostProcess.StartAsync(_postgres.DatabaseUrl))
        {
            var killing = new KillSwitch(Deliveries / 2, host.Kill);
            unanswered = await DeliverAsync([.. Enumerable.Range(0, Deliveries)], host.Endpoint, killing);
            Assert.True(killing.WasThrown);
            Assert.NotEmpty(unanswered);
        }

        await using (var host = await HostProcess.StartAsync(_postgres.DatabaseUrl))
        {
            Assert.Empty(await DeliverAsync(unanswered, host.Endpoint, null));
        }

        await AssertNothingIsLostDuplicatedOrWrongAsync();
    }

    [Fact]
    public async Task Killed_Postgres_loses_and_duplicates_no_delivery()
    {
        await using var app = await TestApp.StartAsync(("DATABASE_URL", _postgres.DatabaseUrl));
        var endpoint = new Uri(app.Http.BaseAddress!, "api/webhooks/clerk");
        // Late, because each delivery during the outage retries for as long as a request can take.
        var killing = new KillSwitch(Deliveries * 9 / 10, () => Process.GetProcessById(_postgres.ProcessId).Kill());

        var unanswered = await DeliverAsync([.. Enumerable.Range(0, Deliveries)], endpoint, killing);
        Assert.True(killing.WasThrown);
        Assert.NotEmpty(unanswered);
        await _postgres.StopAsync(CancellationToken.None);
        _postgres = await StartPostgresAsync();
        Assert.Empty(await DeliverAsync(unanswered, endpoint, null));

        await AssertNothingIsLostDuplicatedOrWrongAsync();
    }

    private string ConnectionString => Core.Database.DatabaseUrl.Parse(_postgres.DatabaseUrl).ConnectionString;

    private Task<LocalPostgresServer> StartPostgresAsync() =>
        LocalPostgresServer.StartAsync(
            new LocalPostgresOptions { DataFolder = _folder },
            new Progress<string>(),
            CancellationToken.None
        );

    /// <summary>
    /// The messages of 500 users. Each user is created and updated three times, but every fifth user is deleted instead of the third
    /// update.
    /// </summary>
    private static List<(string SvixId, UserEvent Event)> DrawMessages()
    {
        var events = Enumerable
            .Range(0, Deliveries / 4)
            .SelectMany(user =>
            {
                var id = $"user_kill_{user:0000}";
                return new[]
                {
                    UserEvent.Created(id) with
                    {
                        Email = $"{id}@example.com",
                    },
                    UserEvent.Updated(id) with
                    {
                        UpdatedAt = 1,
                        Email = $"{id}@example.com",
                        FirstName = "v1",
                    },
                    UserEvent.Updated(id) with
                    {
                        UpdatedAt = 2,
                        Email = $"new-{id}@example.com",
                        FirstName = "v2",
                    },
                    user % 5 == 0
                        ? UserEvent.Deleted(id) with
                        {
                            UpdatedAt = 3,
                        }
                        : UserEvent.Updated(id) with
                        {
                            UpdatedAt = 3,
                            Email = $"{id}@example.com",
                            FirstName = "v3",
                        },
                };
            });
        return [.. events.Select((change, i) => ($"msg_kill_{i:0000}", change))];
    }

    /// <summary>Delivers messages concurrently over several connections.</summary>
    /// <returns>The messages without a 2xx response.</returns>
    private async Task<IReadOnlyList<int>> DeliverAsync(IReadOnlyList<int> messages, Uri endpoint, KillSwitch? killing)
    {
        var unanswered = new ConcurrentBag<int>();
        await Parallel.ForEachAsync(
            messages,
            new ParallelOptions { MaxDegreeOfParallelism = Connections },
            async (message, cancellationToken) =>
            {
                if (!await IsAcceptedAsync(message, endpoint, cancellationToken))
                {
                    unanswered.Add(message);
                }

                killing?.Count();
            }
        );
        return [.. unanswered];
    }

    private async Task<bool> IsAcceptedAsync(int message, Uri endpoint, CancellationToken cancellationToken)
    {
        var (svixId, userEvent) = _messages[message];
        var body = System.Text.Encoding.UTF8.GetBytes(userEvent.ToJson().ToJsonString());
        try
        {
            using var request = Delivery.Sign(body, svixId, TestApp.Secret).ToRequest(endpoint);
            using var response = await _http.SendAsync(request, cancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private async Task AssertNothingIsLostDuplicatedOrWrongAsync()
    {
        await using var connection = new NpgsqlConnection(ConnectionString);
        var users = await connection.QueryAsync<UserRow>($"select {UserRow.Columns} from users order by clerk_id");
        var expected = _messages
            .Select(message => message.Event)
            .Where(change => change is { UpdatedAt: 3, Type: "user.updated" })
            .Select(change => (change.Id, change.Email, change.FirstName));
        Assert.Equal(expected, users.Select(user => (user.ClerkId, user.Email, user.FirstName)));
        Assert.Equal(
            Deliveries,
            await connection.ExecuteScalarAsync<int>(
                "select count(*) from webhook_deliveries where outcome in ('applied', 'stale')"
            )
        );
        Assert.Equal(
            0,
            await connection.ExecuteScalarAsync<int>(
                "select count(*) from (select from effects group by clerk_id, what having count(*) > 1) as doubled"
            )
        );
    }

    /// <summary>Kills a process once, after a given number of deliveries.</summary>
    private sealed class KillSwitch(int after, Action kill)
    {
        private int _count;

        public bool WasThrown => _count >= after;

        public void Count()
        {
            if (Interlocked.Increment(ref _count) == after)
            {
                kill();
            }
        }
    }
}
