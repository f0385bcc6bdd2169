using System.Net;
using ClerkSync.SimulatedClerk;
using ClerkSync.SimulatedClerk.Deliveries;
using ClerkSync.SimulatedClerk.Objects;
using ClerkSync.Tests.Drivers;
using Svix;

namespace ClerkSync.Tests.SimulatedClerk;

/// <summary>Webhooks as Svix delivers them.</summary>
public sealed class DeliveryTests
{
    [Fact]
    public async Task Event_is_signed_and_wrapped_in_Clerks_envelope()
    {
        await using var inbox = await Inbox.StartAsync();
        await using var driver = await ClerkDriver.StartAsync(inbox);

        var user = driver.SignUp("zoë@example.com");
        await driver.WaitUntilIdleAsync();

        var received = Assert.Single(inbox.Received);
        new Webhook(TestApp.Secret).Verify(received.Body, name => received.Headers.GetValueOrDefault(name!));
        Assert.Equal("event", received.Event["object"]!.GetValue<string>());
        Assert.Equal("user.created", received.Type);
        Assert.Equal(driver.Clerk.InstanceId, received.Event["instance_id"]!.GetValue<string>());
        Assert.Equal(user.CreatedAt, received.Event["timestamp"]!.GetValue<long>());
        Assert.Equal(user.Id, received.Event["data"]!["id"]!.GetValue<string>());
        Assert.Contains("zoë@example.com", received.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deletion_of_a_user_or_an_organization_deletes_its_memberships()
    {
        await using var inbox = await Inbox.StartAsync();
        await using var driver = await ClerkDriver.StartAsync(inbox);
        var (ada, bob) = (driver.SignUp(), driver.SignUp());
        var acme = driver.Clerk.Organizations.Create(new NewOrganization { Name = "Acme", CreatedBy = ada.Id });
        driver.Clerk.Memberships.Create(acme.Organization.Id, bob.Id, Roles.Member);

        driver.Clerk.Users.Delete(ada.Id);
        driver.Clerk.Organizations.Delete(acme.Organization.Id);
        await driver.WaitUntilIdleAsync();

        Assert.Equal(
            [
                "user.created",
                "user.created",
                "organization.created",
                "organizationMembership.created",
                "organizationMembership.created",
                "organizationMembership.deleted",
                "user.deleted",
                "organizationMembership.deleted",
                "organization.deleted",
            ],
            inbox.Types
        );
        Assert.Empty(driver.Clerk.Memberships.All());
    }

    [Theory]
    [InlineData(500)]
    [InlineData(404)]
    [InlineData(302)]
    public async Task Delivery_with_a_response_other_than_2xx_is_retried_with_the_same_id(int status)
    {
        await using var inbox = await Inbox.StartAsync();
        inbox.Answer = n => n < 3 ? status : 204;
        await using var driver = await ClerkDriver.StartAsync(inbox, new SimulationSettings { TimeFactor = 0.0001 });

        driver.SignUp();
        await driver.WaitUntilIdleAsync();

        Assert.Equal(3, inbox.Received.Count);
        Assert.Single(inbox.Received.Select(received => received.SvixId).Distinct());
        var delivery = Assert.Single(driver.Clerk.Deliveries.Log.List(10));
        Assert.Equal(DeliveryStatus.Delivered, delivery.Status);
        Assert.Equal([status, status, 204], delivery.Attempts.Select(attempt => attempt.Status));
    }

    [Fact]
    public async Task Delivery_fails_after_eight_attempts_and_can_be_retried_manually()
    {
        await using var inbox = await Inbox.StartAsync();
        inbox.Answer = n => n <= 8 ? 500 : 200;
        await using var driver = await ClerkDriver.StartAsync(inbox, new SimulationSettings { TimeFactor = 0 });

        driver.SignUp();
        await driver.WaitUntilIdleAsync();
        var failed = Assert.Single(driver.Clerk.Deliveries.Log.List(10));
        var retried = driver.Clerk.Deliveries.RetryNow();
        await driver.WaitUntilIdleAsync();
        var delivered = Assert.Single(driver.Clerk.Deliveries.Log.List(10));
        var nothing = driver.Clerk.Deliveries.RetryNow();

        Assert.Equal((1, 0), (retried, nothing));
        Assert.Equal((DeliveryStatus.Failed, 8), (failed.Status, failed.Attempts.Count));
        Assert.Equal((DeliveryStatus.Delivered, 9), (delivered.Status, delivered.Attempts.Count));
    }

    [Fact]
    public async Task Second_attempt_starts_after_five_seconds_or_on_request()
    {
        await using var inbox = await Inbox.StartAsync();
        inbox.Answer = n => n == 1 ? 500 : 200;
        await using var driver = await ClerkDriver.StartAsync(inbox);

        driver.SignUp();
        Assert.False(await driver.Clerk.WaitUntilIdleAsync(TimeSpan.FromSeconds(1), CancellationToken.None));
        var waiting = Assert.Single(driver.Clerk.Deliveries.Log.List(10));
        driver.Clerk.Deliveries.RetryNow();
        await driver.WaitUntilIdleAsync();

        var wait = waiting.NextAttemptAt - waiting.Attempts[0].At;
        Assert.InRange(wait!.Value.TotalSeconds, 5, 6);
        Assert.Equal(2, inbox.Received.Count);
    }

    [Fact]
    public async Task Duplicate_messages_have_the_same_id()
    {
        await using var inbox = await Inbox.StartAsync();
        await using var driver = await ClerkDriver.StartAsync(inbox, new SimulationSettings { Duplicates = 1 });

        driver.SignUp();
        driver.SignUp();
        await driver.WaitUntilIdleAsync();

        Assert.Equal(4, inbox.Received.Count);
        Assert.All(inbox.Received.CountBy(received => received.SvixId), pair => Assert.Equal(2, pair.Value));
    }

    [Fact]
    public async Task Reordered_messages_all_arrive_in_a_different_order()
    {
        await using var inbox = await Inbox.StartAsync();
        var settings = new SimulationSettings
        {
            Reordering = 0.5,
            ReorderWithinMs = 100,
            Seed = 1,
            Concurrency = 1,
        };
        await using var driver = await ClerkDriver.StartAsync(inbox, settings);

        string[] ids = [.. Enumerable.Range(0, 30).Select(_ => driver.SignUp().Id)];
        await driver.WaitUntilIdleAsync();

        var receivedIds = inbox.Received.Select(received => received.Event["data"]!["id"]!.GetValue<string>()).ToList();
        Assert.NotEqual(ids, receivedIds);
        Assert.Equal(ids.Order(), receivedIds.Order());
    }

    [Fact]
    public async Task Same_seed_loses_the_same_messages()
    {
        var first = await FindLostAsync();
        var second = await FindLostAsync();

        Assert.Equal(first, second);
        Assert.InRange(first.Count, 1, 29);
    }

    [Fact]
    public async Task Disabled_endpoint_receives_nothing_and_a_resend_is_rejected()
    {
        await using var inbox = await Inbox.StartAsync();
        await using var driver = await ClerkDriver.StartAsync(inbox, new SimulationSettings { EndpointOn = false });
        driver.SignUp();
        await driver.WaitUntilIdleAsync();
        var skipped = Assert.Single(driver.Clerk.Deliveries.Log.List(10));

        var resend = $"simulate/deliveries/{skipped.Message.Id}/resend";
        var rejected = await driver.SendAsync(HttpMethod.Post, resend);
        var retry = await driver.SendAsync(HttpMethod.Post, "simulate/deliveries/retry-now");
        await driver.WaitUntilIdleAsync();
        var received = inbox.Received.Count;
        driver.Clerk.Settings = new SimulationSettings();
        await driver.SendAsync(HttpMethod.Post, resend);
        await driver.WaitUntilIdleAsync();

        Assert.Equal((DeliveryStatus.Skipped, 0), (skipped.Status, received));
        Assert.Equal((HttpStatusCode.Conflict, HttpStatusCode.Conflict), (rejected.Status, retry.Status));
        Assert.Equal(skipped.Message.Id, Assert.Single(inbox.Received).SvixId);
    }

    [Fact]
    public async Task Retry_sends_messages_that_were_skipped_while_the_endpoint_was_off()
    {
        await using var inbox = await Inbox.StartAsync();
        await using var driver = await ClerkDriver.StartAsync(inbox, new SimulationSettings { EndpointOn = false });
        driver.SignUp();
        await driver.WaitUntilIdleAsync();

        driver.Clerk.Settings = new SimulationSettings();
        var retried = driver.Clerk.Deliveries.RetryNow();
        await driver.WaitUntilIdleAsync();

        Assert.Equal(1, retried);
        var delivery = Assert.Single(driver.Clerk.Deliveries.Log.List(10));
        Assert.Equal(DeliveryStatus.Delivered, delivery.Status);
        Assert.Equal(delivery.Message.Id, Assert.Single(inbox.Received).SvixId);
    }

    private static async Task<List<int>> FindLostAsync()
    {
        await using var inbox = await Inbox.StartAsync();
        await using var driver = await ClerkDriver.StartAsync(inbox, new SimulationSettings { Loss = 0.3, Seed = 7 });
        string[] ids = [.. Enumerable.Range(0, 30).Select(_ => driver.SignUp().Id)];
        await driver.WaitUntilIdleAsync();
        return
        [
            .. driver
                .Clerk.Deliveries.Log.List(100, DeliveryStatus.Lost)
                .Select(delivery => Array.IndexOf(ids, delivery.Message.ObjectId))
                .Order(),
        ];
    }
}
