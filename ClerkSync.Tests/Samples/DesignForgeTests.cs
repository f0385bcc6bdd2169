using System.Net;
using ClerkSync.AspNetCore.Functions;
using ClerkSync.Tests.Drivers;
using DesignForge;
using DesignForge.Http;

namespace ClerkSync.Tests.Samples;

/// <summary>The sample over real HTTP, with tokens of the simulated Clerk.</summary>
public sealed class DesignForgeTests(DesignForgeApp app) : IClassFixture<DesignForgeApp>
{
    /// <summary>All routes of the sample.</summary>
    public static TheoryData<string, string> Routes
    {
        get
        {
            var routes = new TheoryData<string, string>();
            foreach (var function in FunctionFinder.Find(typeof(DesignForgeApplication).Assembly.GetExportedTypes()))
            {
                routes.Add(
                    function.HttpTrigger!.Methods!.Single().ToUpperInvariant(),
                    function
                        .HttpTrigger.Route!.Replace("{", "", StringComparison.Ordinal)
                        .Replace("}", "", StringComparison.Ordinal)
                );
            }

            return routes;
        }
    }

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task Request_without_a_session_or_a_key_is_rejected(string method, string path)
    {
        var answer = await app.SendAsync(new HttpMethod(method), path, token: null);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.Status);
    }

    [Fact]
    public async Task Response_has_the_invocation_id_and_is_not_cached()
    {
        var ada = await app.SignUpAsync();

        var headers = await app.GetHeadersAsync("design-systems", ada.Token);

        Assert.True(headers.CacheControl!.NoStore);
        Assert.True(Guid.TryParse(headers.GetValues(InvocationIdHeader.Name).Single(), out _));
    }

    [Fact]
    public async Task Design_system_costs_a_credit()
    {
        var ada = await app.SignUpAsync();

        var created = await ada.CreateAsync("Ocean");

        Assert.Equal(HttpStatusCode.Created, created.Status);
        var made = created.Json()["designSystem"]!;
        Assert.Equal("Ocean", made["name"]!.GetValue<string>());
        Assert.Equal("""["#0a7cff","#FFFFFF"]""", made["colors"]!.ToJsonString());
        Assert.Equal(9, await ada.CreditsAsync());
        Assert.Equal(2, await app.CountAsync("credit_transactions", ada.Id));
    }

    [Fact]
    public async Task Repeated_requests_create_one_design_system_and_cost_one_credit()
    {
        var ada = await app.SignUpAsync();

        var atOnce = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => ada.CreateAsync("Ocean", "request-1")));
        var again = await ada.CreateAsync("Ocean", "request-1");

        Assert.Equal(HttpStatusCode.Created, again.Status);
        Assert.All(atOnce, answer => Assert.Equal(again, answer));
        Assert.Equal(1, await app.CountAsync("design_systems", ada.Id));
        Assert.Equal(9, await ada.CreditsAsync());
    }

    [Fact]
    public async Task Key_of_another_request_is_a_conflict_and_costs_nothing()
    {
        var ada = await app.SignUpAsync();
        await ada.CreateAsync("Ocean", "request-1");

        var answer = await ada.CreateAsync("Forest", "request-1");

        Assert.Equal((HttpStatusCode.Conflict, "idempotency_conflict"), (answer.Status, answer.Code));
        Assert.Equal(1, await app.CountAsync("design_systems", ada.Id));
        Assert.Equal(9, await ada.CreditsAsync());
    }

    [Fact]
    public async Task Key_that_the_ledger_used_for_another_change_is_a_conflict()
    {
        var ada = await app.SignUpAsync();
        await ada.GetAsync("design-systems");
        await app.Users.AddCreditsAsync(ada.Id, 5, "gift", "tests", "invoice-1", default);

        var answer = await ada.CreateAsync("Ocean", "invoice-1");

        Assert.Equal((HttpStatusCode.Conflict, "idempotency_conflict"), (answer.Status, answer.Code));
        Assert.Equal(0, await app.CountAsync("design_systems", ada.Id));
        Assert.Equal(15, await ada.CreditsAsync());
    }

    [Fact]
    public async Task Two_users_can_use_the_same_key()
    {
        var ada = await app.SignUpAsync();
        var bob = await app.SignUpAsync();
        await ada.CreateAsync("Ocean", "request-1");

        var answer = await bob.CreateAsync("Forest", "request-1");

        Assert.Equal(HttpStatusCode.Created, answer.Status);
    }

    /// <remarks>The ledger then has a different amount for the key, or no entry.</remarks>
    [Theory]
    [InlineData(1, 4, 9)]
    [InlineData(0, 1, 10)]
    [InlineData(1, 0, 9)]
    [InlineData(0, 0, 10)]
    public async Task Repeated_request_gets_the_same_result_after_the_cost_has_changed(long then, long now, long left)
    {
        var ada = await app.SignUpAsync();
        await ada.GetAsync("design-systems");

        var first = await app.CreateAsync(ada.Id, "Ocean", then, "request-1");
        var again = await app.CreateAsync(ada.Id, "Ocean", now, "request-1");

        Assert.NotNull(first);
        Assert.Equal(first.Id, again?.Id);
        Assert.Equal(left, await ada.CreditsAsync());
    }

    [Fact]
    public async Task Key_of_a_rejected_request_can_be_used_again()
    {
        var ada = await app.SignUpAsync();
        await ada.GetAsync("design-systems");
        await app.Users.DeductCreditsAsync(ada.Id, 10, "spent", "tests", idempotencyKey: null, default);
        var rejected = await ada.CreateAsync("Ocean", "request-1");
        await app.Users.AddCreditsAsync(ada.Id, 1, "gift", "tests", idempotencyKey: null, default);

        var answer = await ada.CreateAsync("Ocean", "request-1");

        Assert.Equal((HttpStatusCode.PaymentRequired, HttpStatusCode.Created), (rejected.Status, answer.Status));
    }

    [Fact]
    public async Task Blank_key_is_rejected()
    {
        var ada = await app.SignUpAsync();

        var answer = await ada.CreateAsync("Ocean", " ");

        Assert.Equal((HttpStatusCode.BadRequest, "invalid_body"), (answer.Status, answer.Code));
        Assert.Equal(10, await ada.CreditsAsync());
    }

    [Theory]
    [InlineData("GET", "design-systems")]
    [InlineData("POST", "design-systems")]
    [InlineData("GET", "design-systems/0199c0de-0000-7000-8000-000000000000/export")]
    [InlineData("GET", "users/user_1/design-systems")]
    public async Task Database_outage_gives_503_with_Retry_After(string method, string path)
    {
        var ada = await app.SignUpAsync();
        await using var cutOff = await app.StartWithoutDatabaseAsync();

        var answer = await cutOff.AskAsync(new HttpMethod(method), path, TestApp.FunctionKey, ada.Token);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "database_unavailable"), (answer.Status, answer.Code));
        Assert.Equal(TimeSpan.FromSeconds(5), answer.RetryAfter);
    }

    [Fact]
    public async Task Failed_insert_takes_no_credit()
    {
        await app.ExecuteAsync("alter table design_systems add constraint forbid check (name <> 'Forbidden')");
        var ada = await app.SignUpAsync();

        var answer = await ada.CreateAsync("Forbidden");

        Assert.Equal((HttpStatusCode.InternalServerError, "internal_error"), (answer.Status, answer.Code));
        Assert.Equal(10, await ada.CreditsAsync());
        Assert.Equal(1, await app.CountAsync("credit_transactions", ada.Id));
    }

    [Fact]
    public async Task Ten_of_twelve_concurrent_requests_are_paid_and_created()
    {
        var ada = await app.SignUpAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => ada.CreateAsync($"Ocean {i}")));

        Assert.Equal(10, answers.Count(answer => answer.Status == HttpStatusCode.Created));
        var rejections = answers.Where(answer => answer.Status != HttpStatusCode.Created);
        Assert.All(rejections, rejection => Assert.Equal(HttpStatusCode.PaymentRequired, rejection.Status));
        Assert.Equal(10, await app.CountAsync("design_systems", ada.Id));
        Assert.Equal(0, await ada.CreditsAsync());
    }

    [Fact]
    public async Task Rejection_for_missing_credits_has_the_cost_and_the_balance()
    {
        var ada = await app.SignUpAsync();
        await ada.GetAsync("design-systems");
        await app.Users.DeductCreditsAsync(ada.Id, 10, "spent", "tests", idempotencyKey: null, default);

        var answer = await ada.CreateAsync("Ocean");

        Assert.Equal((HttpStatusCode.PaymentRequired, "insufficient_credits"), (answer.Status, answer.Code));
        Assert.Equal(1, answer.Json()["required"]!.GetValue<long>());
        Assert.Equal(0, answer.Json()["current"]!.GetValue<long>());
        Assert.Equal(0, await app.CountAsync("design_systems", ada.Id));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{")]
    [InlineData("""{"name":" ","colors":["#0a7cff"]}""")]
    [InlineData("""{"name":"a\u0000b","colors":["#0a7cff"]}""")]
    [InlineData("""{"name":"Ocean"}""")]
    [InlineData("""{"name":"Ocean","colors":[]}""")]
    [InlineData("""{"name":"Ocean","colors":[null]}""")]
    [InlineData("""{"name":"Ocean","colors":["red;}"]}""")]
    public async Task Invalid_body_is_rejected_and_costs_nothing(string body)
    {
        var ada = await app.SignUpAsync();

        var answer = await ada.PostAsync(body);

        Assert.Equal((HttpStatusCode.BadRequest, "invalid_body"), (answer.Status, answer.Code));
        Assert.Equal(10, await ada.CreditsAsync());
    }

    [Fact]
    public async Task List_has_only_the_users_own_design_systems_newest_first()
    {
        var ada = await app.SignUpAsync();
        var bob = await app.SignUpAsync();
        await ada.CreateAsync("First");
        await bob.CreateAsync("Bob's");
        await ada.CreateAsync("Second");

        var listed = await ada.GetAsync("design-systems");

        var names = listed.Json()["designSystems"]!.AsArray().Select(made => made!["name"]!.GetValue<string>());
        Assert.Equal(["Second", "First"], names);
    }

    [Fact]
    public async Task Export_requires_the_pro_plan()
    {
        var ada = await app.SignUpAsync();
        var path = await CreateAsync(ada);

        var free = await ada.GetAsync(path);
        await app.Users.UpdatePlanAsync(ada.Id, "pro", "tests", bonusCredits: 0, idempotencyKey: null, default);
        var pro = await ada.GetAsync(path);

        Assert.Equal((HttpStatusCode.Forbidden, "upgrade_required"), (free.Status, free.Code));
        Assert.Equal("/pricing", free.Json()["upgrade_url"]!.GetValue<string>());
        Assert.Equal(HttpStatusCode.OK, pro.Status);
        Assert.Equal(":root {\n  --color-1: #0a7cff;\n  --color-2: #FFFFFF;\n}\n", pro.Body);
    }

    [Fact]
    public async Task Design_system_of_another_user_cannot_be_exported()
    {
        var path = await CreateAsync(await app.SignUpAsync());
        var bob = await app.SignUpAsync();
        await bob.GetAsync("design-systems");
        await app.Users.UpdatePlanAsync(bob.Id, "pro", "tests", bonusCredits: 0, idempotencyKey: null, default);

        var answer = await bob.GetAsync(path);

        Assert.Equal((HttpStatusCode.NotFound, "design_system_not_found"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task Deletion_of_a_user_at_Clerk_deletes_their_design_systems()
    {
        var ada = await app.SignUpAsync();
        await ada.CreateAsync("Doomed");

        await app.DeleteAtClerkAsync(ada.Id);

        Assert.Equal(0, await app.CountAllAsync("Doomed"));
        Assert.Equal(HttpStatusCode.Forbidden, (await ada.GetAsync("design-systems")).Status);
    }

    [Fact]
    public async Task Function_key_gives_access_to_a_user_and_their_design_systems()
    {
        var ada = await app.SignUpAsync();
        await ada.CreateAsync("Ocean");
        var path = $"users/{ada.Id.Value}/design-systems";

        var found = await app.AskAsync(path);
        var unknown = await app.AskAsync("users/user_nobody/design-systems");
        var keyless = await ada.GetAsync(path);

        Assert.Equal(
            (ada.Id.Value, 9L),
            (found.Json()["user"]!["clerkId"]!.GetValue<string>(), found.Json()["user"]!["credits"]!.GetValue<long>())
        );
        Assert.Single(found.Json()["designSystems"]!.AsArray());
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.Unauthorized), (unknown.Status, keyless.Status));
    }

    private static async Task<string> CreateAsync(SignedIn user)
    {
        var created = await user.CreateAsync("Ocean");
        return $"design-systems/{created.Json()["designSystem"]!["id"]!.GetValue<string>()}/export";
    }
}
