using System.Net;
using System.Text.Json.Nodes;
using ClerkSync.SimulatedClerk;
using ClerkSync.SimulatedClerk.Objects;

namespace ClerkSync.Tests.SimulatedClerk;

/// <summary>The behavior of Clerk's Backend API that clients depend on, in the simulated Clerk.</summary>
public sealed class BackendApiTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("Bearer sk_test_wrong")]
    public async Task Request_without_a_valid_key_gets_the_error_that_Clerk_returns(string? authorization)
    {
        await using var driver = await ClerkDriver.StartAsync();
        using var http = new HttpClient { BaseAddress = new Uri(driver.Clerk.BaseUrl) };
        http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", authorization);

        using var response = await http.GetAsync("v1/users");

        var body = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("clerk_key_invalid", body["errors"]![0]!["code"]!.GetValue<string>());
        Assert.NotEmpty(body["clerk_trace_id"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("limit=500", 30)]
    [InlineData("limit=501", 10)]
    [InlineData("", 10)]
    public async Task Limit_above_500_falls_back_to_10_without_an_error(string query, int expected)
    {
        await using var driver = await ClerkDriver.StartAsync();
        SignUp(driver, 30);

        var page = await driver.GetAsync($"v1/users?{query}");

        Assert.Equal(expected, page.Ids.Count);
    }

    [Theory]
    [InlineData("created_at")]
    [InlineData("-created_at")]
    public async Task Cursor_returns_every_user_once(string order)
    {
        await using var driver = await ClerkDriver.StartAsync();
        var ids = SignUp(driver, 25);

        var walked = new List<string>();
        ReceivedAnswer page;
        do
        {
            var cursor = walked.Count > 0 ? $"&starting_after={walked[^1]}" : "";
            page = await driver.GetAsync($"v1/users?limit=10&order_by={order}{cursor}");
            walked.AddRange(page.Ids);
        } while (page.Ids.Count == 10);

        Assert.Equal(25, walked.Count);
        Assert.Equal(ids.Order(), walked.Order());
    }

    [Theory]
    [InlineData("offset=1&starting_after={0}")]
    [InlineData("order_by=email_address&starting_after={0}")]
    [InlineData("starting_after=user_unknown")]
    [InlineData("limit=0")]
    [InlineData("order_by=shoe_size")]
    public async Task Invalid_query_gives_422(string query)
    {
        await using var driver = await ClerkDriver.StartAsync();
        var id = driver.SignUp().Id;

        var answer = await driver.GetAsync($"v1/users?{string.Format(null, query, id)}");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
    }

    [Fact]
    public async Task Users_are_found_by_id_email_time_and_text()
    {
        await using var driver = await ClerkDriver.StartAsync();
        var old = driver.Clerk.Users.Create(
            new NewUser { Emails = ["Old@Example.com"], CreatedAt = 1_600_000_000_000 }
        );
        var young = driver.Clerk.Users.Create(new NewUser { FirstName = "Zoë", CreatedAt = 1_700_000_000_000 });

        Assert.Equal([old.Id], (await driver.GetAsync($"v1/users?user_id={old.Id}")).Ids);
        Assert.Equal([young.Id], (await driver.GetAsync($"v1/users?user_id[]=-{old.Id}")).Ids);
        Assert.Equal([old.Id], (await driver.GetAsync("v1/users?email_address[]=old@example.com")).Ids);
        Assert.Equal([young.Id], (await driver.GetAsync("v1/users?created_at_after=1600000000000")).Ids);
        Assert.Equal([old.Id], (await driver.GetAsync("v1/users?created_at_before=1700000000000")).Ids);
        Assert.Equal([young.Id], (await driver.GetAsync("v1/users?query=zo%C3%AB")).Ids);
        Assert.Equal(1, (await driver.GetAsync("v1/users/count?query=old")).Body["total_count"]!.GetValue<int>());
    }

    [Fact]
    public async Task Metadata_is_merged_deeply_and_null_removes_a_member()
    {
        await using var driver = await ClerkDriver.StartAsync();
        var path = $"v1/users/{driver.SignUp().Id}/metadata";
        await driver.SendAsync(
            HttpMethod.Patch,
            path,
            JsonNode.Parse("""{"public_metadata":{"a":{"b":1,"c":2},"d":[1]}}""")
        );

        var merged = await driver.SendAsync(
            HttpMethod.Patch,
            path,
            JsonNode.Parse("""{"public_metadata":{"a":{"b":null,"e":"é"},"d":[2]}}""")
        );

        Assert.Equal("""{"a":{"c":2,"e":"\u00E9"},"d":[2]}""", merged.Body["public_metadata"]!.ToJsonString());
    }

    [Fact]
    public async Task Updated_at_increases_with_every_change_even_within_a_millisecond()
    {
        await using var driver = await ClerkDriver.StartAsync();
        var user = driver.SignUp();

        var versions = Enumerable
            .Range(0, 50)
            .Select(i => driver.Clerk.Users.Update(user.Id, old => old with { FirstName = $"{i}" }).UpdatedAt)
            .ToList();

        Assert.Equal(versions.Distinct().Order(), versions);
        Assert.True(versions[0] > user.UpdatedAt);
    }

    [Fact]
    public async Task Email_belongs_to_one_user_until_that_user_is_deleted()
    {
        await using var driver = await ClerkDriver.StartAsync();
        var first = driver.SignUp("ada@example.com");
        var newUser = new { email_address = new[] { "ADA@example.com" } };

        var taken = await driver.SendAsync(HttpMethod.Post, "v1/users", newUser);
        await driver.SendAsync(HttpMethod.Delete, $"v1/users/{first.Id}");
        var free = await driver.SendAsync(HttpMethod.Post, "v1/users", newUser);

        Assert.Equal((HttpStatusCode.UnprocessableEntity, "form_identifier_exists"), (taken.Status, taken.ErrorCode));
        Assert.Equal(HttpStatusCode.OK, free.Status);
    }

    [Fact]
    public async Task New_primary_email_replaces_the_deleted_one()
    {
        await using var driver = await ClerkDriver.StartAsync();
        var user = driver.SignUp();

        await driver.SendAsync(
            HttpMethod.Post,
            "v1/email_addresses",
            new
            {
                user_id = user.Id,
                email_address = "new@example.com",
                verified = true,
                primary = true,
            }
        );
        await driver.SendAsync(HttpMethod.Delete, $"v1/email_addresses/{user.PrimaryEmailId}");

        var changed = driver.Clerk.Users.Get(user.Id);
        Assert.Equal("new@example.com", changed.FindPrimaryEmail());
        Assert.Single(changed.Emails);
    }

    [Fact]
    public async Task Deleted_user_and_unknown_route_give_404()
    {
        await using var driver = await ClerkDriver.StartAsync();
        var id = driver.SignUp().Id;

        var deleted = await driver.SendAsync(HttpMethod.Delete, $"v1/users/{id}");
        var gone = await driver.GetAsync($"v1/users/{id}");
        var unknown = await driver.GetAsync("v1/shoes");

        Assert.True(deleted.Body["deleted"]!.GetValue<bool>());
        Assert.Equal((HttpStatusCode.NotFound, "resource_not_found"), (gone.Status, gone.ErrorCode));
        Assert.Equal((HttpStatusCode.NotFound, "resource_not_found"), (unknown.Status, unknown.ErrorCode));
    }

    [Fact]
    public async Task Rejection_by_the_rate_limit_has_a_Retry_After_header()
    {
        var settings = new SimulationSettings { RateLimit = 2, RateLimitWindowMs = 30_000 };
        await using var driver = await ClerkDriver.StartAsync(settings: settings);
        await driver.GetAsync("v1/users");
        await driver.GetAsync("v1/users");

        var rejected = await driver.GetAsync("v1/users");

        Assert.Equal(HttpStatusCode.TooManyRequests, rejected.Status);
        Assert.InRange(rejected.RetryAfter!.Value.TotalSeconds, 1, 30);
    }

    private static List<string> SignUp(ClerkDriver driver, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => driver.SignUp().Id)];
}
