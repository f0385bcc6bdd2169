using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Jobs;
using ClerkSync.Core;
using ClerkSync.Core.ApiKeys;
using Dapper;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace ClerkSync.Bench.Calls;

/// <summary>Compares the check of an API key with <c>select 1</c> over the same connection.</summary>
public class KeyBench
{
    private const string Prefix = "csk_";
    private const string Database = "bench_keys";

    // Other users, each with one key, so that tables and indexes are as large as in a real application.
    private const int OtherUsers = 100_000;

    private const int Checks = 1000;
    private const int Iterations = 50;
    private const int WarmupIterations = 5;

    // The benchmarks run in the process that starts Postgres.
    private static string _database = "";
    private static string[] _own = [];
    private static CancellationToken _stopped;

    private readonly string[] _unknown = [.. _own.Select(_ => ApiKeyText.Create(Prefix))];
    private readonly string[] _typos = [.. _own.Select(key => key[..^1] + (key[^1] == 'x' ? 'y' : 'x'))];
    private readonly NpgsqlDataSource _dataSource;
    private readonly ApiKeyService _keys;

    public KeyBench()
    {
        var services = new ServiceCollection()
            .AddClerkSyncCore(
                new ConfigurationBuilder().AddInMemoryCollection([new("DATABASE_URL", _database)]).Build()
            )
            .BuildServiceProvider();
        _dataSource = services.GetRequiredService<NpgsqlDataSource>();
        _keys = services.GetRequiredService<ApiKeyService>();
    }

    public static async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        await using var databases = await BenchDatabases.StartAsync(cancellationToken);
        Console.WriteLine(databases.Description);
        _stopped = cancellationToken;
        _own = [.. Enumerable.Range(0, Checks).Select(_ => ApiKeyText.Create(Prefix))];
        _database = new NpgsqlConnectionStringBuilder(await databases.CreateAsync(Database))
        {
            MaxPoolSize = 1,
        }.ConnectionString;
        await InsertAsync();
        await databases.ExecuteAsync(Database, "vacuum analyze");
        // An iteration uses each key only once, because the time of the last use is not written every time.
        return SingleCalls.Run<KeyBench>(
            Job.Default.WithInvocationCount(1)
                .WithUnrollFactor(1)
                .WithWarmupCount(WarmupIterations)
                .WithIterationCount(Iterations)
        );
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Checks, Description = "select 1")]
    public async Task SelectAsync()
    {
        for (var number = 0; number < Checks; number++)
        {
            await using var connection = await _dataSource.OpenConnectionAsync(_stopped);
            await connection.QuerySingleAsync<int>("select 1");
        }
    }

    [IterationSetup(Target = nameof(KnownAsync))]
    public void Use() => SetTimeOfUse("now()");

    [Benchmark(OperationsPerInvoke = Checks, Description = "a valid key")]
    public Task KnownAsync() => FindAllAsync(_own, isKnown: true);

    [IterationSetup(Target = nameof(UnusedAsync))]
    public void Forget() => SetTimeOfUse("null");

    [Benchmark(OperationsPerInvoke = Checks, Description = "the same, with the time of use written")]
    public Task UnusedAsync() => FindAllAsync(_own, isKnown: true);

    [Benchmark(OperationsPerInvoke = Checks, Description = "an unknown key")]
    public Task UnknownAsync() => FindAllAsync(_unknown, isKnown: false);

    [Benchmark(OperationsPerInvoke = Checks, Description = "a key with a typo")]
    public Task TypoAsync() => FindAllAsync(_typos, isKnown: false);

    private async Task FindAllAsync(string[] keys, bool isKnown)
    {
        foreach (var key in keys)
        {
            var owner = await _keys.FindOwnerAsync(key, _stopped);
            if (owner?.User is not null != isKnown)
            {
                throw new InvalidOperationException($"A key is {(isKnown ? "unknown" : "known")}.");
            }
        }
    }

    private static void SetTimeOfUse(string time)
    {
        using var connection = new NpgsqlConnection(_database);
        connection.Execute($"update api_keys set last_used_at = {time} where name = 'own'");
    }

    private static async Task InsertAsync()
    {
        await using var connection = new NpgsqlConnection(_database);
        await connection.ExecuteAsync(
            $"""
            with inserted as (
                insert into users (clerk_id, email, primary_email, first_name, last_name, clerk_updated_at, clerk_event_at)
                select 'user_' || i, i || '@example.com', i || '@example.com', 'Ada', 'Lovelace', now(), now()
                from generate_series(1, {OtherUsers + _own.Length}) as i
                returning id, substr(clerk_id, 6)::int as number
            )
            insert into api_keys (user_id, name, prefix, hash)
            select id, case when @hashes[number] is null then 'other' else 'own' end, 'csk_0000',
                coalesce(@hashes[number], sha256(number::text::bytea))
            from inserted
            """,
            new { hashes = _own.Select(ApiKeyText.Hash).ToArray() }
        );
    }
}
