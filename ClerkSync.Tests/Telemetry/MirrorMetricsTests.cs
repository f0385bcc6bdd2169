using ClerkSync.Core.Mirror;
using ClerkSync.SimulatedClerk.Objects;
using ClerkSync.Tests.Drivers;
using ClerkSync.Tests.SimulatedClerk;

namespace ClerkSync.Tests.Telemetry;

/// <summary>The metrics of backfill, drift and repair.</summary>
public sealed class MirrorMetricsTests : IAsyncLifetime
{
    private readonly TestDatabase _database = new();
    private ClerkDriver _clerk = null!;
    private TestApp _app = null!;
    private MeterReader _meter = null!;

    public async Task InitializeAsync()
    {
        await _database.InitializeAsync();
        _clerk = await ClerkDriver.StartAsync();
        _app = await TestApp.StartAsync(_database, _clerk.Settings);
        _meter = new MeterReader(_app);
        _clerk.Clerk.Organizations.Create(new NewOrganization { Name = "Acme", CreatedBy = _clerk.SignUp().Id });
        _clerk.Clerk.Organizations.Create(new NewOrganization { Name = "Other" });
        await _app.Get<Backfill>().RunAsync(new BackfillOptions(), new Progress<BackfillProgress>(), default);
    }

    public async Task DisposeAsync()
    {
        _meter.Dispose();
        await _app.DisposeAsync();
        await _clerk.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public void Backfill_counts_the_objects_it_reads() =>
        Assert.Equal(
            ["1 table=organization_memberships", "1 table=users", "2 table=organizations"],
            _meter.Read("clerksync.backfill.objects").Order(StringComparer.Ordinal)
        );

    [Fact]
    public async Task Drift_counts_differences_and_repair_counts_written_rows()
    {
        await _database.ExecuteAsync("update organizations set name = 'another' where name = 'Acme'");

        await _app.Get<Drift>().RunAsync(new Progress<long>(), default);
        await _app.Get<Repair>().RunAsync(new RepairOptions(), new Progress<long>(), default);

        Assert.Contains("1 kind=different table=organizations", _meter.Read("clerksync.drift"));
        Assert.Contains("1 action=written table=organizations", _meter.Read("clerksync.repair.rows"));
    }
}
