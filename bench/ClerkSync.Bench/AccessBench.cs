using System.Globalization;
using ClerkSync.Bench.Passes;

namespace ClerkSync.Bench;

/// <summary>
/// Measures an access check: accounts in Postgres, and subscriptions in a simulated Stripe in another process.
/// </summary>
internal static class AccessBench
{
    private const string Database = "bench_access";

    /// <summary>One in this many paying accounts has no access.</summary>
    public const int FaultEvery = 100;

    public static async Task RunAsync(int users, int subscriptions, CancellationToken cancellationToken)
    {
        await using var databases = await BenchDatabases.StartAsync(cancellationToken);
        Console.WriteLine($"{Machine.Description}; {databases.Description}");
        // Two sizes, because memory must not grow with the number of users.
        await MeasureAsync(databases, users / 10, subscriptions / 10, cancellationToken);
        await MeasureAsync(databases, users, subscriptions, cancellationToken);
    }

    private static async Task MeasureAsync(
        BenchDatabases databases,
        int users,
        int subscriptions,
        CancellationToken cancellationToken
    )
    {
        using var stripe = new ChildProcess(
            program: null,
            new Dictionary<string, string>(),
            "stripe",
            "--subscriptions",
            subscriptions.ToString(CultureInfo.InvariantCulture)
        );
        var address = await stripe.ReadLineAsync(cancellationToken);
        var key = await stripe.ReadLineAsync(cancellationToken);
        var environment = new Dictionary<string, string>
        {
            ["DATABASE_URL"] = await databases.CreateAsync(Database),
            ["STRIPE_API_URL"] = address,
            ["STRIPE_SECRET_KEY"] = key,
        };
        await databases.ExecuteAsync(Database, FillSql(users, subscriptions));
        foreach (var name in (string[])["first", "second"])
        {
            var stripeCpu = ProcessorTime.OfFamily(stripe.Id);
            var requests = await CountRequestsAsync(stripe, cancellationToken);
            var measured = await Measured.RunAsync(
                databases,
                PassKind.Access,
                users,
                environment,
                program: null,
                cancellationToken
            );
            requests = await CountRequestsAsync(stripe, cancellationToken) - requests;
            var incidents = await databases.ScalarAsync<long>(Database, "select count(*) from access_incidents");
            if (measured.Result.Rows != users || incidents != subscriptions / FaultEvery)
            {
                throw new InvalidOperationException($"{measured.Result.Rows} accounts have {incidents} incidents.");
            }

            Console.WriteLine(
                $"{users:n0} users, {subscriptions:n0} subscriptions, {name} check: {measured}, {requests:n0} requests, "
                    + $"the simulated Stripe {(ProcessorTime.OfFamily(stripe.Id) - stripeCpu).TotalSeconds:n1} s"
            );
        }

        await databases.DropAsync(Database);
    }

    private static async Task<int> CountRequestsAsync(ChildProcess stripe, CancellationToken cancellationToken)
    {
        stripe.WriteLine("");
        return int.Parse(await stripe.ReadLineAsync(cancellationToken), CultureInfo.InvariantCulture);
    }

    /// <summary>Creates the accounts, paying ones first, and the columns that the check compares.</summary>
    private static string FillSql(int users, int subscriptions) =>
        $"""
            insert into users (clerk_id, public_metadata, private_metadata, clerk_updated_at, clerk_event_at)
            select 'user_' || lpad(i::text, 14, '0'),
                jsonb_build_object('plan', case when i <= {subscriptions} and i % {FaultEvery} > 0 then 'pro' else 'free' end),
                case when i <= {subscriptions} then jsonb_build_object('stripe_customer_id', 'cus_' || lpad(i::text, 14, '0')) else jsonb_build_object() end,
                now(), now()
            from generate_series(1, {users}) i;
            insert into access_settings (settings) values (jsonb_build_object(
                'users', jsonb_build_object(
                    'customerId', 'private_metadata.stripe_customer_id', 'plan', 'public_metadata.plan',
                    'prices', jsonb_build_object('pro_monthly', 'pro')
                )
            ));
            analyze users;
            """;
}
