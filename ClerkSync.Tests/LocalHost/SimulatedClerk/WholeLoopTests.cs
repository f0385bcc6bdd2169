using ClerkSync.LocalHost.SimulatedClerk;
using ClerkSync.Tests.Drivers;
using Npgsql;

namespace ClerkSync.Tests.LocalHost.SimulatedClerk;

/// <summary>The simulated Clerk, the functions and a database.</summary>
public sealed class WholeLoopTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task Table_equals_Clerk_after_changes_that_came_twice_and_in_any_order()
    {
        await using var app = await TestApp.StartAsync(database);
        await using var clerk = await SimulatedClerkServer.StartAsync(
            new SimulatedClerkOptions
            {
                Endpoint = new Uri(app.Http.BaseAddress!, "api/webhooks/clerk"),
                WebhookSecret = TestApp.Secret,
                Settings = new SimulationSettings
                {
                    Duplicates = 0.3,
                    Reordering = 0.5,
                    ReorderWithinMs = 300,
                    TimeFactor = 0.01,
                    Seed = 11,
                },
            },
            CancellationToken.None
        );

        clerk.Changes.Make(TestSize.Of(reduced: 300, full: 5000));
        Assert.True(await clerk.WaitUntilIdleAsync(TimeSpan.FromMinutes(2), CancellationToken.None));

        var expected = clerk
            .Users.All()
            .Select(user => $"{user.Id} {user.FindPrimaryEmail()} {user.FirstName} {user.Banned}");
        Assert.Equal(expected.Order(StringComparer.Ordinal), await ReadUsersAsync());
    }

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
