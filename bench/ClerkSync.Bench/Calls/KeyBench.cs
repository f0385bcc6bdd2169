using ClerkSync.Bench.Calls;
using ClerkSync.Core;
using ClerkSync.Core.ApiKeys;
using ClerkSync.Tests.Drivers;
using Dapper;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace ClerkSync.Bench;

/// <summary>The check of an API key, against <c>select 1</c> over the same connection.</summary>
internal static class KeyBench
{
    private const string Prefix = "csk_";
    private const string Database = "bench_keys";

    // With one key each, so that the tables and their indexes are as deep as those of an application.
    private const int OtherUsers = 100_000;

    public static async Task RunAsync(int rounds, int checks, CancellationToken cancellationToken)
    {
        await using var databases = await BenchDatabases.StartAsync(cancellationToken);
        Console.WriteLine($"{Machine.Description}; load {Machine.Load}; {databases.Description}");
        var database = new NpgsqlConnectionStringBuilder(await databases.CreateAsync(Database)) { MaxPoolSize = 1 };
        string[] own = [.. Enumerable.Range(0, checks).Select(_ => ApiKeyText.Create(Prefix))];
        await InsertAsync(database.ConnectionString, own);
        await databases.ExecuteAsync(Database, "vacuum analyze");

        await using (var line = RoundTrips.Start(database.ConnectionString))
        await using (var counted = CreateServices(line.ConnectionString))
        {
            foreach (var subject in CreateSubjects(counted, own, UseAsync, cancellationToken))
            {
                var trips = await CountAsync(line, counted, subject, checks);
                Console.WriteLine($"{subject.Name}: {trips} round trips for {checks}");
            }
        }

        await using var services = CreateServices(database.ConnectionString);
        var all = CreateSubjects(services, own, UseAsync, cancellationToken);
        const string Server = "select pg_backend_pid()";
        var server = await ReadAsync(services, Server);
        await Turns.MeasureAsync(all, rounds, checks, () => ProcessorTime.OfFirstThread(server));
        if (await ReadAsync(services, Server) != server)
        {
            throw new InvalidOperationException("It was not one connection all the time.");
        }

        Console.WriteLine($"{rounds} rounds of {checks} checks");
        foreach (var subject in all)
        {
            Console.WriteLine(
                $"{subject.Name}: {subject.Of(c => c.Time):n1} µs, {subject.Of(c => c.Time, all[0]):n2} of select 1; "
                    + $"processor {subject.Of(c => c.Processor):n1} µs, Postgres {subject.Of(c => c.Server):n1} µs, "
                    + $"both {subject.Of(c => c.Processor + c.Server, all[0]):n2} of select 1"
            );
        }

        Console.WriteLine($"load {Machine.Load}");

        Task UseAsync(string time) =>
            databases.ExecuteAsync(Database, $"update api_keys set last_used_at = {time} where name = 'own'");
    }

    /// <param name="services">Has the connection.</param>
    /// <param name="own">Keys that are known.</param>
    /// <param name="useAsync">Writes a time of use into all of them.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    private static Subject[] CreateSubjects(
        ServiceProvider services,
        string[] own,
        Func<string, Task> useAsync,
        CancellationToken cancellationToken
    )
    {
        var keys = services.GetRequiredService<ApiKeyService>();
        string[] unknown = [.. own.Select(_ => ApiKeyText.Create(Prefix))];
        string[] typos = [.. own.Select(key => key[..^1] + (key[^1] == 'x' ? 'y' : 'x'))];
        return
        [
            new("select 1", _ => ReadAsync(services, "select 1")),
            new("valid key", i => FindAsync(own[i], isKnown: true)) { PrepareAsync = () => useAsync("now()") },
            new("valid key, time of use written", i => FindAsync(own[i], isKnown: true))
            {
                PrepareAsync = () => useAsync("null"),
            },
            new("unknown key", i => FindAsync(unknown[i], isKnown: false)),
            new("key with a typo", i => FindAsync(typos[i], isKnown: false)),
        ];

        async Task FindAsync(string key, bool isKnown)
        {
            var owner = await keys.FindOwnerAsync(key, cancellationToken);
            if (owner?.User is not null != isKnown)
            {
                throw new InvalidOperationException("A key was not judged rightly.");
            }
        }
    }

    private static async Task<int> CountAsync(RoundTrips line, ServiceProvider services, Subject subject, int checks)
    {
        // The connection is there before anything is counted.
        await ReadAsync(services, "select 1");
        await subject.PrepareAsync();
        return await line.CountAsync(async () =>
        {
            for (var number = 0; number < checks; number++)
            {
                await subject.CallAsync(number);
            }
        });
    }

    private static async Task<int> ReadAsync(ServiceProvider services, string sql)
    {
        await using var connection = await services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync();
        return await connection.QuerySingleAsync<int>(sql);
    }

    private static ServiceProvider CreateServices(string database) =>
        new ServiceCollection()
            .AddClerkSyncCore(new ConfigurationBuilder().AddInMemoryCollection([new("DATABASE_URL", database)]).Build())
            .BuildServiceProvider();

    private static async Task InsertAsync(string database, string[] own)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.ExecuteAsync(
            $"""
            with inserted as (
                insert into users (clerk_id, email, primary_email, first_name, last_name, clerk_updated_at, clerk_event_at)
                select 'user_' || i, i || '@example.com', i || '@example.com', 'Ada', 'Lovelace', now(), now()
                from generate_series(1, {OtherUsers + own.Length}) as i
                returning id, substr(clerk_id, 6)::int as number
            )
            insert into api_keys (user_id, name, prefix, hash)
            select id, case when @hashes[number] is null then 'other' else 'own' end, 'csk_0000',
                coalesce(@hashes[number], sha256(number::text::bytea))
            from inserted
            """,
            new { hashes = own.Select(ApiKeyText.Hash).ToArray() }
        );
    }
}
