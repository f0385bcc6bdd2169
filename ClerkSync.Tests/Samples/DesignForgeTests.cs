using System.Net;
using ClerkSync.AspNetCore.Functions;
using ClerkSync.Tests.Drivers;
using DesignForge;
using DesignForge.Http;

namespace ClerkSync.Tests.Samples;

/// <summary>The sample over real HTTP, with tokens of the simulated Clerk.</summary>
public sealed class DesignForgeTests(DesignForgeApp app) : IClassFixture<DesignForgeApp>
{
    /// <summary>All of the sample, whatever is added to it.</summary>
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
    public async Task Nobody_comes_in_without_a_session_or_a_key(string method, string path)
    {
        var answer = await app.SendAsync(new HttpMethod(method), path, token: null);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.Status);
    }

    [Fact]
    public async Task Answer_names_its_invocation_and_is_not_kept_by_a_cache()
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
    public async Task Same_request_at_once_and_again_makes_and_costs_one()
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
    public async Task Key_that_the_ledger_had_for_something_else_is_a_conflict()
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
    public async Task Users_keys_are_their_own()
    {
        var ada = await app.SignUpAsync();
        var bob = await app.SignUpAsync();
        await ada.CreateAsync("Ocean", "request-1");

        var answer = await bob.CreateAsync("Forest", "request-1");

        Assert.Equal(HttpStatusCode.Created, answer.Status);
    }

    /// <remarks>The ledger then has another amount under the key, or none.</remarks>
    [Theory]
    [InlineData(1, 4, 9)]
    [InlineData(0, 1, 10)]
    [InlineData(1, 0, 9)]
    [InlineData(0, 0, 10)]
    public async Task Same_request_is_the_same_whatever_the_action_costs_by_now(long then, long now, long left)
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
    public async Task Rejected_request_leaves_its_key_free()
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
    public async Task Key_that_says_nothing_is_rejected()
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
    public async Task Without_a_database_everybody_is_told_to_come_again(string method, string path)
    {
        var ada = await app.SignUpAsync();
        await using var cutOff = await app.StartWithoutDatabaseAsync();

        var answer = await cutOff.AskAsync(new HttpMethod(method), path, TestApp.FunctionKey, ada.Token);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "database_unavailable"), (answer.Status, answer.Code));
        Assert.Equal(TimeSpan.FromSeconds(5), answer.RetryAfter);
    }

    [Fact]
    public async Task Insert_that_fails_takes_no_credit()
    {
        await app.ExecuteAsync("alter table design_systems add constraint forbid check (name <> 'Forbidden')");
        var ada = await app.SignUpAsync();

        var answer = await ada.CreateAsync("Forbidden");

        Assert.Equal((HttpStatusCode.InternalServerError, "internal_error"), (answer.Status, answer.Code));
        Assert.Equal(10, await ada.CreditsAsync());
        Assert.Equal(1, await app.CountAsync("credit_transactions", ada.Id));
    }

    [Fact]
    public async Task Of_twelve_at_once_ten_are_paid_and_made()
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
    public async Task Who_cannot_pay_is_told_what_it_takes_and_what_there_is()
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
    public async Task Body_that_is_no_design_system_costs_nothing(string body)
    {
        var ada = await app.SignUpAsync();

        var answer = await ada.PostAsync(body);

        Assert.Equal((HttpStatusCode.BadRequest, "invalid_body"), (answer.Status, answer.Code));
        Assert.Equal(10, await ada.CreditsAsync());
    }

    [Fact]
    public async Task List_has_ones_own_the_newest_first()
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
    public async Task Export_is_for_pro()
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
    public async Task Somebody_elses_design_system_is_not_exported()
    {
        var path = await CreateAsync(await app.SignUpAsync());
        var bob = await app.SignUpAsync();
        await bob.GetAsync("design-systems");
        await app.Users.UpdatePlanAsync(bob.Id, "pro", "tests", bonusCredits: 0, idempotencyKey: null, default);

        var answer = await bob.GetAsync(path);

        Assert.Equal((HttpStatusCode.NotFound, "design_system_not_found"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task User_who_is_deleted_at_Clerk_takes_his_design_systems_along()
    {
        var ada = await app.SignUpAsync();
        await ada.CreateAsync("Doomed");

        await app.DeleteAtClerkAsync(ada.Id);

        Assert.Equal(0, await app.CountAllAsync("Doomed"));
        Assert.Equal(HttpStatusCode.Forbidden, (await ada.GetAsync("design-systems")).Status);
    }

    [Fact]
    public async Task Who_has_the_function_key_sees_a_user_with_his_design_systems()
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
