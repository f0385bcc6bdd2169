using System.Net;
using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.Applications;

/// <summary>The response and the log of <c>AnswerAsync</c> when a function of an application fails.</summary>
public sealed class FailureLogTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private TestApp _app = null!;

    public async Task InitializeAsync() =>
        _app = await TestApp.StartAsync(TestApplication.Create(), ("DATABASE_URL", database.ConnectionString));

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task Exception_of_the_application_is_logged_with_its_message_and_line()
    {
        var answer = await GetAsync("FailInCode");

        Assert.Equal((HttpStatusCode.InternalServerError, "internal_error"), (answer.Status, answer.Code));
        Assert.DoesNotContain("closed", answer.Body, StringComparison.Ordinal);
        Assert.Matches(@"InvalidTimeZoneException: the shop is closed(.|\n)*FailingFunctions\.cs:line \d+", Logged());
    }

    [Theory]
    [InlineData("select mistyped from users", "column \"mistyped\" does not exist")]
    [InlineData("select * from mistyped", "relation \"mistyped\" does not exist")]
    public async Task Error_in_the_applications_SQL_is_not_reported_as_a_pending_migration(string sql, string message)
    {
        var answer = await GetAsync($"FailInSql?sql={Uri.EscapeDataString(sql)}");

        Assert.Equal((HttpStatusCode.InternalServerError, "internal_error"), (answer.Status, answer.Code));
        Assert.Contains(message, Logged(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unknown_table_is_reported_as_a_pending_migration_while_one_is_pending()
    {
        var behind = new TestDatabase();
        await behind.InitializeAsync();
        await behind.ExecuteAsync(
            "delete from clerksync_migrations where number = (select max(number) from clerksync_migrations)"
        );
        await using var app = await TestApp.StartAsync(
            TestApplication.Create(),
            ("DATABASE_URL", behind.ConnectionString)
        );

        var answer = await app.AskAsync(HttpMethod.Get, "FailInSql?sql=select%20*%20from%20mistyped");

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "migrations_pending"), (answer.Status, answer.Code));
        Assert.Equal(TimeSpan.FromSeconds(5), answer.RetryAfter);
        await behind.DisposeAsync();
    }

    [Theory]
    [InlineData("", "P0001")]
    [InlineData("&isWrapped=true", "InvalidOperationException")]
    public async Task Exception_of_ClerkSyncs_database_code_is_logged_without_values(string query, string logged)
    {
        var id = UserEvent.NewId();
        await _app.DeliverAsync(UserEvent.Created(id) with { Email = $"{id}@example.com" });
        await database.ExecuteAsync(
            """
            create or replace function reject() returns trigger language plpgsql as $$
            begin
                raise exception '% has enough', new.email;
            end $$;
            create or replace trigger reject before update on users for each row execute function reject();
            """
        );

        var answer = await GetAsync($"FailInClerkSync?user={id}{query}");
        await database.ExecuteAsync("drop trigger reject on users");

        Assert.Equal(HttpStatusCode.InternalServerError, answer.Status);
        Assert.Contains(logged, Logged(), StringComparison.Ordinal);
        Assert.DoesNotContain("has enough", string.Join('\n', _app.Logs), StringComparison.Ordinal);
    }

    private Task<Answer> GetAsync(string path) => _app.AskAsync(HttpMethod.Get, path);

    private string Logged() => _app.Logs.Single(line => line.StartsWith("Error Fail", StringComparison.Ordinal));
}
