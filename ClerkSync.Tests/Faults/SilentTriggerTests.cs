using System.Net;
using ClerkSync.Core.Deliveries;
using ClerkSync.Core.Webhooks;
using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.Faults;

/// <summary>A trigger of the application that returns null silently drops a row. The delivery then fails.</summary>
public sealed class SilentTriggerTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private readonly string _id = UserEvent.NewId();
    private TestApp _app = null!;

    public async Task InitializeAsync() => _app = await TestApp.StartAsync(database);

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public Task Dropped_insert_fails_the_delivery() =>
        AssertFailsAsync("insert on users", UserEvent.Created(_id), "CS001 users");

    [Fact]
    public async Task Dropped_update_fails_the_delivery()
    {
        await _app.DeliverAsync(UserEvent.Created(_id));

        await AssertFailsAsync("update on users", UserEvent.Updated(_id) with { UpdatedAt = 1 }, "CS001 users");
    }

    [Fact]
    public async Task Dropped_deletion_fails_the_delivery()
    {
        await _app.DeliverAsync(UserEvent.Created(_id));

        await AssertFailsAsync("delete on users", UserEvent.Deleted(_id), "CS001 users");

        Assert.NotNull(await database.FindUserAsync(_id));
    }

    /// <remarks>The failure is recorded in the same table, so nothing is stored, and Svix retries the delivery.</remarks>
    [Fact]
    public async Task Dropped_claim_fails_the_delivery()
    {
        await using var trigger = await DropAsync("insert on webhook_deliveries");

        var answer = await _app.DeliverAsync(UserEvent.Created(_id));

        Assert.False(answer.IsSuccess);
        Assert.Null(await database.FindUserAsync(_id));
    }

    private async Task AssertFailsAsync(string dropped, UserEvent userEvent, string error)
    {
        var svixId = $"msg_{Guid.NewGuid():n}";
        await using var trigger = await DropAsync(dropped);

        var answer = await _app.DeliverAsync(userEvent, svixId);

        var kept = await _app.Get<DeliveryReader>().FindAsync(new SvixId(svixId), CancellationToken.None);
        Assert.Equal((HttpStatusCode.InternalServerError, "internal_error"), (answer.Status, answer.Code));
        Assert.Equal(("failed", error), (kept?.Outcome, kept?.Error));
    }

    private async Task<IAsyncDisposable> DropAsync(string what)
    {
        var table = what.Split(' ')[^1];
        await database.ExecuteAsync(
            $"""
            create or replace function keep_silent() returns trigger language plpgsql as $$ begin return null; end $$;
            create trigger keep_silent before {what} for each row execute function keep_silent();
            """
        );
        return new Dropped(database, table);
    }

    private sealed class Dropped(TestDatabase database, string table) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await database.ExecuteAsync($"drop trigger keep_silent on {table}");
    }
}
