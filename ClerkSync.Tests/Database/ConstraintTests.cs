using ClerkSync.Tests.Drivers;
using Npgsql;

namespace ClerkSync.Tests.Database;

/// <summary>The constraints of the tables for credits, plans, runs, and keys. They apply to every writer.</summary>
public sealed class ConstraintTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private const string Credit = """
        insert into credit_transactions (user_id, delta, reason, actor, balance_after, idempotency_key)
        """;

    private const string Plan = """
        insert into plan_changes (user_id, from_plan, to_plan, bonus_credits, balance_after, actor, idempotency_key)
        """;

    private const string Run = """
        insert into usage_events (user_id, action, provider, model, cost, credits, idempotency_key, outcome, balance_after)
        """;

    private const string Key = "insert into api_keys (user_id, name, prefix, hash)";

    [Theory]
    [InlineData(Credit, "1, 'gift', 'tests', 11, 'k'")]
    [InlineData(Plan, "'free', 'pro', 0, 10, 'tests', 'k'")]
    [InlineData(Run, "'a', 'p', 'm', 0, 0, 'k', 'charged', 10")]
    [InlineData(Key, "'ci', 'csk_', sha256('k')")]
    public async Task Duplicate_key_is_rejected(string insert, string values)
    {
        var user = await CreateUserAsync();

        var rejection = await Assert.ThrowsAsync<PostgresException>(() =>
            database.ExecuteAsync(
                $"{insert} select id, {values} from users, generate_series(1, 2) where clerk_id = @user",
                new { user }
            )
        );

        Assert.Equal(PostgresErrorCodes.UniqueViolation, rejection.SqlState);
    }

    [Theory]
    [InlineData(Credit, "-11, 'generate', 'tests', -1, null")]
    [InlineData(Credit, "0, 'generate', 'tests', 10, null")]
    [InlineData(Plan, "'pro', 'pro', 0, 10, 'tests', null")]
    [InlineData(Plan, "'free', 'pro', -1, 9, 'tests', null")]
    [InlineData(Run, "'a', 'p', 'm', -0.01, 0, 'k', 'charged', 10")]
    [InlineData(Run, "'a', 'p', 'm', 0, -1, 'k', 'charged', 11")]
    [InlineData(Run, "'a', 'p', 'm', 0, 0, 'k', 'free', 10")]
    [InlineData(Key, "'ci', 'csk_', 'short'")]
    public async Task Invalid_row_is_rejected(string insert, string values)
    {
        var user = await CreateUserAsync();

        var rejection = await Assert.ThrowsAsync<PostgresException>(() =>
            database.ExecuteAsync($"{insert} select id, {values} from users where clerk_id = @user", new { user })
        );

        Assert.Equal(PostgresErrorCodes.CheckViolation, rejection.SqlState);
    }

    [Fact]
    public async Task Negative_balance_is_rejected()
    {
        var user = await CreateUserAsync();

        var rejection = await Assert.ThrowsAsync<PostgresException>(() =>
            database.ExecuteAsync("update users set credits = -1 where clerk_id = @user", new { user })
        );

        Assert.Equal(PostgresErrorCodes.CheckViolation, rejection.SqlState);
    }

    private async Task<string> CreateUserAsync()
    {
        var user = UserEvent.NewId();
        await database.ExecuteAsync(
            "insert into users (clerk_id, clerk_updated_at, clerk_event_at) values (@user, now(), now())",
            new { user }
        );
        return user;
    }
}
