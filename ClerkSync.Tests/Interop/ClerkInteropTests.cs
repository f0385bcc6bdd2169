using System.Text.Json;
using System.Text.Json.Nodes;
using ClerkSync.SimulatedClerk;
using ClerkSync.Tests.Drivers;
using ClerkSync.Tests.SimulatedClerk;

namespace ClerkSync.Tests.Interop;

/// <summary>Runs the clients of Clerk and Svix against the simulated Clerk.</summary>
public sealed class ClerkInteropTests
{
    [NodeFact]
    public async Task Backend_client_of_Clerk_works_with_the_simulated_Clerk()
    {
        await using var driver = await ClerkDriver.StartAsync();
        string[] ids = [.. Enumerable.Range(0, 250).Select(_ => driver.SignUp().Id)];
        var clerk = driver.Clerk;
        var input = new
        {
            apiUrl = clerk.BaseUrl,
            secretKey = clerk.SecretKey,
            jwtKey = clerk.JwtKey,
            issuer = clerk.BaseUrl,
        };

        var seen = JsonNode.Parse(await Node.RunAsync("backend-client.mjs", JsonSerializer.Serialize(input)))!;

        Assert.Equal(250, (int)seen["totalCount"]!);
        var listed = seen["ids"]!.AsArray().Select(id => (string)id!).ToList();
        Assert.Equal(ids.Order(), listed.Order());
        Assert.Equal("""{"plan":"pro","nested":{"kept":true}}""", seen["merged"]!.ToJsonString());
        Assert.Equal("Zoë 😀", (string)seen["privateMetadata"]!["note"]!);
        Assert.Equal("""{"nested":{"kept":true,"more":1}}""", seen["removed"]!.ToJsonString());
        Assert.Equal("Renamed", (string)seen["firstName"]!);
        Assert.Equal(listed[1..3].Order(), seen["found"]!.AsArray().Select(id => (string)id!).Order());
        Assert.Equal(listed[0], (string)Assert.Single(seen["byEmail"]!.AsArray())!);
        Assert.True((bool)seen["banned"]!);
        Assert.Equal("Acme & Söhne", (string)seen["organization"]!);
        Assert.Equal("org:admin", (string)Assert.Single(seen["roles"]!.AsArray())!);
        Assert.True((bool)seen["issuerIsOurs"]!);
        Assert.All(seen["subjects"]!.AsArray(), subject => Assert.Equal((string)seen["createdId"]!, (string)subject!));
        Assert.Equal("token-invalid-authorized-parties", (string)seen["rejectedParty"]!);
        Assert.Equal((string)seen["createdId"]!, (string)seen["signedInAs"]!);
        Assert.Equal("""{"status":404,"code":"resource_not_found"}""", seen["gone"]!.ToJsonString());
        Assert.Equal(401, (int)seen["rejected"]!);
    }

    [NodeFact]
    public async Task Clients_of_Clerk_and_Svix_verify_the_deliveries()
    {
        await using var inbox = await Inbox.StartAsync();
        await using var driver = await ClerkDriver.StartAsync(inbox, new SimulationSettings { Seed = 1 });
        driver.SignUp("zoë.😀@example.com");
        driver.Clerk.Changes.Make(100);
        await driver.WaitUntilIdleAsync();
        var received = inbox.Received;

        var lines = received.Select(delivery =>
            JsonSerializer.Serialize(
                new
                {
                    secret = TestApp.Secret,
                    headers = delivery.Headers,
                    body = delivery.Body,
                }
            )
        );
        var output = await Node.RunAsync("verify-deliveries.mjs", string.Join('\n', lines));

        var verified = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!);
        Assert.Equal(
            received.Select(delivery => (delivery.Type, (string)delivery.Event["data"]!["id"]!, true)),
            verified.Select(line => ((string)line["type"]!, (string)line["id"]!, (bool)line["same"]!))
        );
    }
}
