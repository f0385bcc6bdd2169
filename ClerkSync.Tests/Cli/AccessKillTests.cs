using ClerkSync.Tests.Drivers;
using ClerkSync.Tests.SimulatedStripe;

namespace ClerkSync.Tests.Cli;

/// <summary>Kills the process of a check while Stripe is unavailable.</summary>
public sealed class AccessKillTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private readonly CliFolder _folder = new();
    private StripeDriver _stripe = null!;

    public async Task InitializeAsync() => _stripe = await StripeDriver.StartAsync();

    public async Task DisposeAsync()
    {
        await _stripe.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Killed_check_closes_no_incident_and_the_next_check_closes_it()
    {
        var customer = (await _stripe.SubscribeAsync(await _stripe.CreatePriceAsync())).CustomerId;
        await database.ExecuteAsync(
            """
            insert into users (clerk_id, public_metadata, private_metadata, clerk_updated_at, clerk_event_at)
            values ('user_1', '{"plan":"free"}', jsonb_build_object('id', @customer::text), now(), now())
            """,
            new { customer }
        );
        await RunAsync("access map --customer private_metadata.id --plan public_metadata.plan --price pro_monthly=pro");
        await RunAsync("access check");
        await database.ExecuteAsync("""update users set public_metadata = '{"plan":"pro"}'""");

        await KillCheckAsync();
        var afterKill = await StepsAsync();
        var isRunning = await database.ScalarAsync<bool>(
            "select exists (select from access_runs where status = 'running')"
        );
        var next = await RunAsync("access check");

        Assert.Equal(["opened"], afterKill);
        Assert.True(isRunning);
        Assert.Equal(0, next.ExitCode);
        Assert.Equal(["opened", "closed"], await StepsAsync());
    }

    private async Task KillCheckAsync()
    {
        // The requests for refunds, disputes and subscriptions succeed. The request for products is retried until the kill.
        _stripe.Server.Requests.FailAfter = 3;
        var before = _stripe.Server.Requests.Total;
        using var check = CliProcess.Start(["access", "check", "--data", _folder.Data.FullPath], Settings);
        while (_stripe.Server.Requests.Total < before + 5)
        {
            Assert.False(check.HasExited);
            await Task.Delay(50);
        }

        check.Kill();
        await check.WaitForExitAsync();
        _stripe.Server.Requests.FailAfter = null;
    }

    private (string, string)[] Settings =>
        [
            ("DATABASE_URL", database.ConnectionString),
            ("STRIPE_API_URL", _stripe.Server.BaseUrl),
            ("STRIPE_SECRET_KEY", _stripe.Server.SecretKey),
        ];

    private Task<IReadOnlyList<string>> StepsAsync() =>
        database.QueryAsync<string>("select step from access_ledger order by id");

    private Task<CliResult> RunAsync(string line) => _folder.RunAsync(line, Settings);
}
