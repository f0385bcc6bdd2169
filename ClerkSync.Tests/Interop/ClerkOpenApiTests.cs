using System.Text.Json.Nodes;
using ClerkSync.SimulatedClerk;
using ClerkSync.SimulatedClerk.Objects;
using ClerkSync.Tests.SimulatedClerk;

namespace ClerkSync.Tests.Interop;

/// <summary>Validates every route and event of the simulated Clerk against Clerk's OpenAPI files.</summary>
public sealed class ClerkOpenApiTests
{
    [NodeFact]
    public async Task Every_response_matches_the_OpenAPI_file()
    {
        await using var driver = await ClerkDriver.StartAsync();
        var visit = new ClerkVisit(driver);

        await visit.CallEveryRouteAsync();

        Assert.Empty(await FindErrorsAsync(visit.Answers));
        Assert.Empty(
            driver.Clerk.BackendRoutes.Except(visit.Answers.Select(answer => $"{answer["method"]} {answer["route"]}"))
        );
    }

    [NodeFact]
    public async Task Every_event_matches_the_OpenAPI_file()
    {
        await using var inbox = await Inbox.StartAsync();
        await using var driver = await ClerkDriver.StartAsync(inbox, new SimulationSettings { Seed = 2 });
        var user = driver.Clerk.Users.Create(
            new NewUser
            {
                Phones = ["+15555550100"],
                Username = "ada",
                ExternalId = "ext",
            }
        );
        driver.Clerk.Sessions.Revoke(driver.Clerk.Sessions.Create(user.Id).Id);
        driver.Clerk.Users.Delete(user.Id);
        driver.Clerk.Changes.Make(200);
        await driver.WaitUntilIdleAsync();

        var errors = await FindErrorsAsync(
            inbox.Received.Select(received => new JsonObject { ["event"] = received.Event })
        );

        Assert.Empty(errors);
        Assert.Equal(11, inbox.Types.Distinct().Count());
    }

    private static async Task<IReadOnlyList<string>> FindErrorsAsync(IEnumerable<JsonObject> items)
    {
        var output = await Node.RunAsync("validate.mjs", string.Join('\n', items.Select(item => item.ToJsonString())));
        var results = output
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonNode.Parse(line)!)
            .ToList();
        Assert.Equal(items.Count(), results.Count);
        return
        [
            .. results.SelectMany(result => result["errors"]!.AsArray().Select(error => $"{result["what"]}: {error}")),
        ];
    }
}
