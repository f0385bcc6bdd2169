using System.Text.Json;
using System.Text.Json.Nodes;
using ClerkSync.Core;
using ClerkSync.Core.Credits;
using ClerkSync.Core.Plans;
using ClerkSync.Core.Usage;
using ClerkSync.Core.Users;
using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.Users;

/// <summary>An application's operations on its users.</summary>
public sealed class UserServiceTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly ClerkId _ada = new(UserEvent.NewId());
    private TestApp _app = null!;

    private UserService Users => _app.Get<UserService>();
    private string Mail => $"{_ada}@example.com";
    private UserEvent Ada => UserEvent.Created(_ada.Value) with { Email = Mail };

    public async Task InitializeAsync() => _app = await TestApp.StartAsync(database);

    public async Task DisposeAsync()
    {
        Assert.Empty(await Ledger.FindFaultsAsync(database.DataSource));
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task User_found_by_id_has_the_data_of_Clerk_and_of_the_application()
    {
        await _app.DeliverAsync(Ada);

        var user = await Users.FindByClerkIdAsync(_ada, None);

        Assert.Equal(
            (_ada.Value, Mail, "Ada", "free", 10, false),
            (user!.ClerkId, user.Email, user.FirstName, user.Plan, user.Credits, user.Banned)
        );
        Assert.NotEqual(Guid.Empty, user.Id);
        Assert.Equal(JsonValueKind.Object, JsonDocument.Parse(user.PublicMetadata).RootElement.ValueKind);
    }

    [Fact]
    public async Task User_is_found_by_email_regardless_of_case()
    {
        await _app.DeliverAsync(Ada);

        var user = await Users.FindByEmailAsync(Mail.ToUpperInvariant(), None);

        Assert.Equal(_ada.Value, user?.ClerkId);
    }

    [Fact]
    public async Task Email_finds_only_the_user_who_holds_it()
    {
        await _app.DeliverAsync(Ada with { UpdatedAt = 1 });
        var bea = UserEvent.NewId();
        await _app.DeliverAsync(UserEvent.Created(bea) with { Email = Mail, UpdatedAt = 2 });

        var user = await Users.FindByEmailAsync(Mail, None);

        Assert.Equal(bea, user?.ClerkId);
    }

    [Fact]
    public async Task Unknown_or_soft_deleted_user_is_not_found()
    {
        await using var app = await TestApp.StartAsync(database, ("ClerkSync:DeleteMode", "soft"));
        await app.DeliverAsync(Ada);
        await app.DeliverAsync(UserEvent.Deleted(_ada.Value));

        var users = app.Get<UserService>();

        Assert.Null(await users.FindByClerkIdAsync(_ada, None));
        Assert.Null(await users.FindByClerkIdAsync(new ClerkId("user_nobody"), None));
        Assert.Null(await users.FindByEmailAsync(Mail, None));
        Assert.Null(await users.FindWithUsageAsync(_ada, null, None));
    }

    [Fact]
    public async Task Response_of_Clerk_creates_a_missing_row()
    {
        var user = await Users.CreateOrUpdateAsync(Object(Ada), None);

        Assert.Equal((_ada.Value, Mail, 10), (user!.ClerkId, user.Email, user.Credits));
    }

    [Fact]
    public async Task Response_of_Clerk_updates_an_older_row_but_not_its_plan_and_credits()
    {
        await _app.DeliverAsync(Ada);
        await Users.UpdatePlanAsync(_ada, "pro", "tests", 90, null, None);

        var user = await Users.CreateOrUpdateAsync(Object(Ada with { FirstName = "Augusta", UpdatedAt = 1 }), None);

        Assert.Equal(("Augusta", "pro", 100), (user!.FirstName, user.Plan, user.Credits));
    }

    [Fact]
    public async Task Response_of_Clerk_that_is_older_than_the_row_changes_nothing()
    {
        await _app.DeliverAsync(Ada with { FirstName = "Augusta", UpdatedAt = 2 });

        var user = await Users.CreateOrUpdateAsync(Object(Ada with { UpdatedAt = 1 }), None);

        Assert.Equal("Augusta", user?.FirstName);
    }

    [Fact]
    public async Task Response_of_Clerk_does_not_restore_a_deleted_user()
    {
        await _app.DeliverAsync(UserEvent.Deleted(_ada.Value));

        var user = await Users.CreateOrUpdateAsync(Object(Ada), None);

        Assert.Null(user);
        Assert.Null(await database.FindUserAsync(_ada.Value));
    }

    [Fact]
    public async Task Text_that_Postgres_cannot_store_is_replaced()
    {
        var user = await Users.CreateOrUpdateAsync(Object(Ada with { FirstName = "A\0da" }), None);

        Assert.Equal("A\ufffdda", user?.FirstName);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{"id": "user_1"}""")]
    public async Task Object_that_is_not_a_user_is_rejected(string json) =>
        await Assert.ThrowsAnyAsync<JsonException>(() => Users.CreateOrUpdateAsync(json, None));

    [Fact]
    public async Task Credit_and_plan_changes_return_the_new_balance()
    {
        await _app.DeliverAsync(Ada);

        var taken = await Users.DeductCreditsAsync(_ada, 4, "generate", "tests", null, None);
        var given = await Users.AddCreditsAsync(_ada, 1, "gift", "tests", null, None);
        var changed = await Users.UpdatePlanAsync(_ada, "pro", "tests", 3, null, None);

        Assert.Equal((6, 7, 10), (taken.Balance, given.Balance, changed.Balance));
        Assert.Equal(
            (CreditOutcome.Applied, CreditOutcome.Applied, PlanOutcome.Changed),
            (taken.Outcome, given.Outcome, changed.Outcome)
        );
    }

    [Fact]
    public async Task User_is_returned_with_the_totals_of_their_runs()
    {
        await _app.DeliverAsync(Ada);
        var run = new UsageRun
        {
            Action = "generate",
            Provider = "openai",
            Model = "gpt-image",
            Cost = 0.04m,
            IdempotencyKey = "run-1",
        };
        await _app.Get<UsageRecorder>().RecordAsync(_ada, run, null, None);

        var user = await Users.FindWithUsageAsync(_ada, null, None);

        Assert.Equal((9, 0.04m), (user!.User.Credits, user.Usage.Total.Cost));
        Assert.Single(user.Usage.Recent);
    }

    [Fact]
    public async Task Deletion_removes_all_dependent_rows_and_is_final()
    {
        await _app.DeliverAsync(Ada);
        await _app.DeliverAsync(
            new MembershipEvent
            {
                Id = $"orgmem_{_ada}",
                UserId = _ada.Value,
                OrganizationId = $"org_{_ada}",
            }
        );
        await Users.UpdatePlanAsync(_ada, "pro", "tests", 3, null, None);
        await _app.DeliverAsync(Ada with { Type = "user.updated", UpdatedAt = 1 });

        var wasThere = await Users.DeleteAsync(_ada, None);

        Assert.True(wasThere);
        await _app.DeliverAsync(Ada with { Type = "user.updated", UpdatedAt = 2 });
        Assert.Null(await database.FindUserAsync(_ada.Value));
        Assert.Equal(
            0L,
            await database.ScalarAsync<long>(
                "select count(*) from organization_memberships where user_clerk_id = @Value",
                _ada
            )
        );
        Assert.Equal(
            0L,
            await database.ScalarAsync<long>(
                "select count(*) from credit_transactions t where not exists (select from users u where u.id = t.user_id)"
            )
        );
    }

    [Fact]
    public async Task Deletion_of_a_user_without_a_row_is_final()
    {
        var wasThere = await Users.DeleteAsync(_ada, None);

        Assert.False(wasThere);
        Assert.Null(await Users.CreateOrUpdateAsync(Object(Ada), None));
    }

    [Fact]
    public async Task Deletion_removes_the_payloads_about_the_user()
    {
        await using var app = await TestApp.StartAsync(database, ("ClerkSync:KeepPayloads", "all"));
        await app.DeliverAsync(Ada, $"msg_{_ada}");

        await app.Get<UserService>().DeleteAsync(_ada, None);

        Assert.True(
            await database.ScalarAsync<bool>(
                "select payload is null from webhook_deliveries where svix_id = @id",
                new { id = $"msg_{_ada}" }
            )
        );
    }

    [Fact]
    public async Task Logged_user_shows_only_the_id()
    {
        await _app.DeliverAsync(Ada);

        var user = await Users.FindByClerkIdAsync(_ada, None);

        Assert.Equal(_ada.Value, $"{user}");
        Assert.Equal(_ada.Value, $"{new TokenUser { ClerkId = _ada, Email = Mail }}");
    }

    private static string Object(UserEvent state) => ((JsonObject)state.ToJson()["data"]!).ToJsonString();
}
