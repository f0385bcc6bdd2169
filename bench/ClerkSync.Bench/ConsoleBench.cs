using System.Diagnostics;
using ClerkSync.LocalHost.Up;
using ClerkSync.Tests.Pages;
using Microsoft.Extensions.Configuration;

namespace ClerkSync.Bench;

/// <summary>
/// Measures the console's requests on a database with many users and deliveries, and the first paint of the pages.
/// </summary>
internal static class ConsoleBench
{
    private const string Database = "bench_console";
    private const int Calls = 20;
    private const double MostMilliseconds = 200;
    private const double MostMillisecondsToPaint = 500;

    // The requests, for rows that FillSql creates.
    private static readonly string[] Paths =
    [
        "status",
        "charts?window=1h",
        "charts?window=24h",
        "failures",
        "failures?details=true",
        "failures?cause=23514%20users%20check_0&details=true",
        "deliveries",
        "deliveries?limit=50&people=true",
        "deliveries?outcome=failed",
        "deliveries?failed=true",
        "deliveries?type=user.deleted",
        "deliveries?clerkId=user_00000500000",
        "deliveries?q=msg_00000500000",
        "deliveries?q=user_00000500000",
        "deliveries?failed=true&cause=23514%20users%20check_0",
        "people?q=ada500000@example.com",
        "people?q=Ada%20L",
        "people?q=nobody",
        "people/user_00000500000",
        "runs",
        "access/status",
        "access/incidents",
        "access/ledger",
    ];

    /// <param name="users">The number of users, and of deliveries.</param>
    /// <param name="days">The number of days over which the deliveries are spread.</param>
    public static async Task RunAsync(int users, int days, CancellationToken cancellationToken)
    {
        await using var databases = await BenchDatabases.StartAsync(cancellationToken);
        Console.WriteLine($"{Machine.Description}; {databases.Description}");
        Console.WriteLine($"{users:n0} users, {users:n0} deliveries in {days:n0} days, {Calls} calls of each route");
        await databases.CreateAsync(Database);
        await databases.ExecuteAsync(Database, FillSql(users, days));
        await databases.ExecuteAsync(Database, "vacuum analyze");

        var data = new DataFolder(Path.Combine(Path.GetTempPath(), $"clerksync-bench-{Guid.NewGuid():n}"));
        try
        {
            await MeasureAsync(data, databases.UrlOf(Database), cancellationToken);
        }
        finally
        {
            if (data.Exists)
            {
                Directory.Delete(data.FullPath, recursive: true);
            }
        }
    }

    private static async Task MeasureAsync(DataFolder data, string databaseUrl, CancellationToken cancellationToken)
    {
        await using var up = await UpSession.StartAsync(
            new UpOptions
            {
                Data = data,
                Simulate = true,
                Configuration = new ConfigurationBuilder()
                    .AddInMemoryCollection([new("DATABASE_URL", databaseUrl)])
                    .Build(),
            },
            new Progress<string>(),
            cancellationToken
        );
        using var http = new HttpClient { BaseAddress = new Uri(up.Endpoint, "../ops/") };
        http.DefaultRequestHeaders.Add("x-functions-key", up.FunctionKey);
        foreach (var path in Paths)
        {
            Console.WriteLine($"{path}: {await MeasureAsync(http, path, cancellationToken)}");
        }

        foreach (var page in PageBrowser.IsThere ? (string[])["console/", "account/"] : [])
        {
            Console.WriteLine($"first paint of {page}: {await MeasurePaintAsync(new Uri(up.Endpoint, $"../{page}"))}");
        }
    }

    private static async Task<string> MeasureAsync(HttpClient http, string path, CancellationToken cancellationToken)
    {
        // The first call is not measured, because it prepares statements and compiles code.
        var length = await CallAsync();
        var took = new List<double>();
        for (var call = 0; call < Calls; call++)
        {
            var start = Stopwatch.GetTimestamp();
            await CallAsync();
            took.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        return $"{Describe(Spread.Of(took), MostMilliseconds)}, {length:n0} bytes";

        async Task<int> CallAsync() =>
            (await http.GetByteArrayAsync(new Uri(path, UriKind.Relative), cancellationToken)).Length;
    }

    /// <summary>
    /// Measures the time from the navigation to the first text, each time in a new browser with an empty cache.
    /// </summary>
    private static async Task<string> MeasurePaintAsync(Uri page)
    {
        var took = new List<double>();
        for (var call = 0; call < Calls; call++)
        {
            await using var browser = await PageBrowser.StartAsync();
            var tab = await browser.Context.NewPageAsync();
            await tab.GotoAsync(page.AbsoluteUri);
            var paint = await tab.WaitForFunctionAsync(
                "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
            );
            took.Add(await paint.JsonValueAsync<double>());
        }

        return Describe(Spread.Of(took), MostMillisecondsToPaint);
    }

    private static string Describe(Spread milliseconds, double most) =>
        $"{milliseconds:n1} ms{(milliseconds.Median > most ? " TOO SLOW" : "")}";

    /// <summary>
    /// Creates one delivery for each user, newest last. One in a hundred failed, with one of ten causes.
    /// </summary>
    private static string FillSql(int users, int days) =>
        $$"""
            insert into users (clerk_id, email, primary_email, first_name, last_name, clerk_updated_at, clerk_event_at)
            select 'user_' || lpad(i::text, 11, '0'), email, email, 'Ada', 'Lovelace ' || i, now(), now()
            from generate_series(1, {{users}}) i, lateral (select 'ada' || i || '@example.com' as email) as named;
            insert into webhook_deliveries (
                svix_id, event_type, clerk_id, user_clerk_id, event_at, received_at, processed_at, outcome, error, payload
            )
            select 'msg_' || lpad(i::text, 11, '0') || repeat('x', 16),
                case when i % 50 = 0 then 'user.deleted' else 'user.updated' end,
                'user_' || lpad(i::text, 11, '0'), 'user_' || lpad(i::text, 11, '0'),
                at - interval '1 s' * random(), at, at + interval '5 ms' * random(),
                case when i % 100 = 0 then 'failed' when i % 10 = 1 then 'stale' else 'applied' end,
                case when i % 100 = 0 then '23514 users check_' || (i / 100) % 10 end,
                case when i % 100 = 0 then '{}'::bytea end
            from generate_series(1, {{users}}) i,
                lateral (select now() - interval '{{days}} days' * (1 - i / {{users}}.0::float8) as at) as arrived;
            insert into sync_runs (kind, status, owner, result, started_at, finished_at)
            select 'drift', 'succeeded', gen_random_uuid(), '{"total": 0}', at, at
            from generate_series(now() - interval '1 year', now(), interval '1 day') as at;
            insert into access_runs (status, started_at, finished_at, checked)
            select 'succeeded', at, at, {{users}} from generate_series(now() - interval '1 year', now(), interval '1 day') as at;
            insert into access_incidents (clerk_id, code, codes, reason, changes, opened_at, last_seen_at)
            select 'user_' || lpad(i::text, 11, '0'), 'paid_no_access', '{paid_no_access}', 'reason', '[]', now(), now()
            from generate_series(1, {{users / 100}}) i;
            insert into access_ledger (clerk_id, incident_id, step, code, reason, changes, run_id)
            select clerk_id, id, 'opened', code, reason, changes, 1 from access_incidents;
            """;
}
