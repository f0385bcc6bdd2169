using ClerkSync.Core.ClerkApi;
using ClerkSync.Core.Mirror;
using ClerkSync.SimulatedClerk;
using ClerkSync.Tests.Drivers;
using Npgsql;

namespace ClerkSync.Tests.SimulatedClerk;

/// <summary>The simulated Clerk, the functions and a database together.</summary>
public sealed class WholeLoopTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task Table_equals_Clerk_after_duplicate_and_reordered_deliveries()
    {
        await database.ExecuteAsync("delete from users");
        await using var app = await TestApp.StartAsync(database);
        await using var clerk = await StartClerkAsync(app, DeliveryFaults);

        clerk.Changes.Make(Changes);
        await WaitUntilDeliveredAsync(clerk);

        var expected = clerk
            .Users.All()
            .Select(user => $"{user.Id} {user.FindPrimaryEmail()} {user.FirstName} {user.Banned}");
        Assert.Equal(expected.Order(StringComparer.Ordinal), await ReadUsersAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Repair_restores_lost_changes_and_drift_then_finds_no_difference(bool isOffForHalf)
    {
        await using var app = await TestApp.StartAsync(database);
        await using var clerk = await StartClerkAsync(app, DeliveryFaults with { Loss = 0.1 });
        await using var mirror = await TestApp.StartAsync(
            database,
            (ClerkApiUrl.Setting, clerk.BaseUrl),
            (ClerkSecretKey.Setting, clerk.SecretKey)
        );
        await database.ExecuteAsync(
            "delete from clerk_instance; delete from users; delete from organizations; delete from organization_memberships"
        );

        clerk.Changes.Make(Changes / 2);
        await WaitUntilDeliveredAsync(clerk);
        clerk.Settings = clerk.Settings with { EndpointOn = !isOffForHalf };
        clerk.Changes.Make(Changes / 2);
        await WaitUntilDeliveredAsync(clerk);

        var before = await DriftAsync(mirror);
        await mirror
            .Get<Repair>()
            .RunAsync(
                new RepairOptions { MaxRemovals = Changes, KeepYoungerThan = TimeSpan.Zero },
                new Progress<long>(),
                CancellationToken.None
            );
        var after = await DriftAsync(mirror);

        Assert.NotEqual(0, before.Total);
        Assert.Empty(after.Findings);
        Assert.Equal(clerk.Users.All().Count, after.Tables[0].Compared);
    }

    private static int Changes => TestSize.Of(reduced: 300, full: 5000);

    private static SimulationSettings DeliveryFaults =>
        new()
        {
            Duplicates = 0.3,
            Reordering = 0.5,
            ReorderWithinMs = 300,
            TimeFactor = 0.01,
            Seed = 11,
        };

    private static Task<SimulatedClerkServer> StartClerkAsync(TestApp app, SimulationSettings settings) =>
        SimulatedClerkServer.StartAsync(
            new SimulatedClerkOptions
            {
                InstanceId = FakeClerkApi.InstanceId,
                Endpoint = new Uri(app.Http.BaseAddress!, "api/webhooks/clerk"),
                WebhookSecret = TestApp.Secret,
                Settings = settings,
            },
            CancellationToken.None
        );

    private static async Task WaitUntilDeliveredAsync(SimulatedClerkServer clerk) =>
        Assert.True(await clerk.WaitUntilIdleAsync(TimeSpan.FromMinutes(2), CancellationToken.None));

    private static Task<DriftReport> DriftAsync(TestApp app) =>
        app.Get<Drift>().RunAsync(new Progress<long>(), CancellationToken.None);

    private async Task<IReadOnlyList<string>> ReadUsersAsync()
    {
        await using var source = NpgsqlDataSource.Create(database.ConnectionString);
        await using var command = source.CreateCommand(
            """
            select clerk_id || ' ' || email || ' ' || first_name || ' ' || case when banned then 'True' else 'False' end
            from users
            order by clerk_id collate "C"
            """
        );
        await using var reader = await command.ExecuteReaderAsync();
        var users = new List<string>();
        while (await reader.ReadAsync())
        {
            users.Add(reader.GetString(0));
        }

        return users;
    }
}
