using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using ClerkSync.SimulatedClerk;

namespace ClerkSync.Tests.SimulatedClerk;

/// <summary>The HTTP routes that control the simulation.</summary>
public sealed class SimulateRoutesTests
{
    [Fact]
    public async Task Silent_users_are_created_without_webhooks()
    {
        await using var inbox = await Inbox.StartAsync();
        await using var driver = await ClerkDriver.StartAsync(inbox);

        var answer = await driver.SendAsync(HttpMethod.Post, "simulate/users?count=10000&silent=true");

        Assert.Equal(10_000, (int)answer.Body["created"]!);
        Assert.Equal(10_000, (int)(await driver.GetAsync("v1/users/count")).Body["total_count"]!);
        Assert.Empty(inbox.Received);
    }

    [Fact]
    public async Task Random_changes_are_all_delivered()
    {
        await using var inbox = await Inbox.StartAsync();
        await using var driver = await ClerkDriver.StartAsync(inbox, new SimulationSettings { Seed = 5 });

        await driver.SendAsync(HttpMethod.Post, "simulate/changes?count=200");
        var idle = await driver.GetAsync("simulate/idle");

        Assert.Equal((HttpStatusCode.OK, 0), (idle.Status, (int)idle.Body["pending"]!));
        Assert.InRange(inbox.Received.Count, 200, 400);
        Assert.Contains("user.deleted", inbox.Types);
        Assert.Contains("organizationMembership.created", inbox.Types);
    }

    [Fact]
    public async Task Deliveries_are_listed_with_their_attempts_and_can_be_resent()
    {
        await using var inbox = await Inbox.StartAsync();
        await using var driver = await ClerkDriver.StartAsync(inbox);
        driver.SignUp();
        await driver.WaitUntilIdleAsync();

        var listed = (await driver.GetAsync("simulate/deliveries?status=delivered")).Body[0]!;
        await driver.SendAsync(HttpMethod.Post, $"simulate/deliveries/{listed["message"]!["id"]}/resend");
        await driver.WaitUntilIdleAsync();
        var unknown = await driver.SendAsync(HttpMethod.Post, "simulate/deliveries/msg_unknown/resend");

        Assert.Equal(200, (int)listed["attempts"]![0]!["status"]!);
        Assert.Equal(2, inbox.Received.Count);
        Assert.Equal(HttpStatusCode.NotFound, unknown.Status);
    }

    [Fact]
    public async Task Change_of_one_setting_keeps_the_others()
    {
        await using var driver = await ClerkDriver.StartAsync();

        await driver.SendAsync(HttpMethod.Patch, "simulate/settings", new { duplicates = 0.3 });
        var answer = await driver.SendAsync(HttpMethod.Patch, "simulate/settings", new { loss = 0.1 });

        Assert.Equal((0.3, 0.1), (driver.Clerk.Settings.Duplicates, driver.Clerk.Settings.Loss));
        Assert.Equal(0.3, (double)answer.Body["duplicates"]!);
    }

    [Theory]
    [InlineData("""{"loss":2}""")]
    [InlineData("""{"lost":0.1}""")]
    [InlineData("""{"loss":"much"}""")]
    [InlineData("""[]""")]
    public async Task Invalid_settings_are_rejected(string body)
    {
        await using var driver = await ClerkDriver.StartAsync();

        var answer = await driver.SendAsync(HttpMethod.Patch, "simulate/settings", JsonNode.Parse(body));

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal(0, driver.Clerk.Settings.Loss);
    }

    /// <remarks>Every account on the machine can reach the port.</remarks>
    [Theory]
    [InlineData("GET", "simulate/settings")]
    [InlineData("PATCH", "simulate/settings")]
    [InlineData("POST", "simulate/users")]
    [InlineData("POST", "simulate/changes")]
    [InlineData("POST", "simulate/tokens")]
    [InlineData("GET", "simulate/deliveries")]
    [InlineData("POST", "simulate/deliveries/retry-now")]
    [InlineData("POST", "simulate/deliveries/msg_1/resend")]
    [InlineData("GET", "simulate/idle")]
    [InlineData("GET", "v1/users")]
    public async Task Request_without_the_key_is_rejected(string method, string path)
    {
        await using var driver = await ClerkDriver.StartAsync();
        using var http = new HttpClient { BaseAddress = new Uri(driver.Clerk.BaseUrl) };

        using var without = await http.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "sk_test_another");
        using var another = await http.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));

        Assert.Equal(
            [HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized],
            [without.StatusCode, another.StatusCode]
        );
    }
}
