using System.Net;
using ClerkSync.Core;
using ClerkSync.Core.ApiKeys;
using ClerkSync.Core.Mirror;
using ClerkSync.Core.Users;
using ClerkSync.Tests.Drivers;
using ClerkSync.Tests.SimulatedClerk;
using Npgsql;

namespace ClerkSync.Tests.ApiKeys;

/// <summary>The key that is created with a user's row. It is created once and revealed once.</summary>
public sealed class SignUpKeyTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private readonly string _id = UserEvent.NewId();
    private TestApp _app = null!;

    private ApiKeyService Keys => _app.Get<ApiKeyService>();

    private ClerkId User => new(_id);

    public async Task InitializeAsync() => _app = await StartAsync(new byte[32]);

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task Sign_up_creates_one_key_that_can_be_revealed_once()
    {
        await SignUpAsync();
        await _app.DeliverAsync(UserEvent.Updated(_id) with { UpdatedAt = 99 });

        var key = Assert.Single(await ListAsync());
        var revealed = await RevealAsync(key.Id);
        var again = await RevealAsync(key.Id);

        Assert.True(key.CanBeRevealed);
        Assert.Equal(_id, (await Keys.FindOwnerAsync(revealed!, default))?.User?.ClerkId);
        Assert.Null(again);
        Assert.False(Assert.Single(await ListAsync()).CanBeRevealed);
    }

    [Fact]
    public async Task Only_one_of_many_concurrent_requests_reveals_the_key()
    {
        await SignUpAsync();
        var key = Assert.Single(await ListAsync());

        var revealed = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => RevealAsync(key.Id)));

        Assert.Single(revealed, text => text is not null);
    }

    /// <remarks>Another process has revealed the key but has not committed yet.</remarks>
    [Fact]
    public async Task Key_is_not_revealed_while_another_process_reveals_it()
    {
        await SignUpAsync();
        var key = Assert.Single(await ListAsync());

        var revealed = await database.MeanwhileAsync(
            $"update api_keys set sealed = null where id = '{key.Id}'",
            () => RevealAsync(key.Id)
        );

        Assert.Null(revealed);
    }

    [Fact]
    public async Task Key_is_not_revealed_after_a_week_and_its_sealed_text_is_deleted()
    {
        await SignUpAsync();
        var key = Assert.Single(await ListAsync());
        await database.ExecuteAsync("update api_keys set created_at = now() - interval '8 days'");

        Assert.Null(await RevealAsync(key.Id));
        await Keys.ForgetUnrevealedAsync(default);

        Assert.Equal(0L, await database.ScalarAsync<long>("select count(*) from api_keys where sealed is not null"));
    }

    [Fact]
    public async Task Sign_up_key_cannot_be_revealed_without_a_reveal_key()
    {
        await using var app = await StartAsync(revealKey: null);
        await app.DeliverAsync(UserEvent.Created(_id));

        var key = Assert.Single(await ListAsync());

        Assert.False(key.CanBeRevealed);
        Assert.Null(await RevealAsync(key.Id));
    }

    [Fact]
    public async Task Key_stays_sealed_while_the_reveal_key_is_not_set()
    {
        await SignUpAsync();
        var key = Assert.Single(await ListAsync());
        await using var without = await StartAsync(revealKey: null);

        var early = await without.Get<ApiKeyService>().RevealAsync(User, key.Id, default);
        var revealed = await RevealAsync(key.Id);

        Assert.Null(early);
        Assert.NotNull(revealed);
    }

    [Fact]
    public async Task Sign_up_is_rolled_back_if_its_key_cannot_be_created()
    {
        await database.ExecuteAsync("alter table api_keys add constraint forbid check (name <> 'default') not valid");
        try
        {
            var answer = await SignUpAsync();
            await Assert.ThrowsAsync<PostgresException>(() =>
                _app.Get<UserService>().EnsureExistsAsync(new TokenUser { ClerkId = User }, default)
            );

            Assert.Equal(HttpStatusCode.InternalServerError, answer.Status);
            Assert.Null(await database.FindUserAsync(_id));
        }
        finally
        {
            await database.ExecuteAsync("alter table api_keys drop constraint forbid");
        }
    }

    [Fact]
    public async Task Concurrent_webhooks_and_first_request_create_one_user_one_key_and_one_grant()
    {
        for (var round = 0; round < 20; round++)
        {
            var id = UserEvent.NewId();
            await Task.WhenAll(
                _app.DeliverAsync(UserEvent.Created(id)),
                _app.DeliverAsync(UserEvent.Created(id)),
                _app.Get<UserService>().EnsureExistsAsync(new TokenUser { ClerkId = new ClerkId(id) }, default)
            );

            Assert.Equal(
                "1 1 1 10",
                await database.ScalarAsync<string>(
                    $"""
                    select concat_ws(' ', count(distinct u.id), count(distinct k.id), count(distinct c.id), max(u.credits))
                    from users u join api_keys k on k.user_id = u.id join credit_transactions c on c.user_id = u.id
                    where u.clerk_id = '{id}'
                    """
                )
            );
        }
    }

    [Fact]
    public async Task Backfill_creates_no_key()
    {
        await using var clerk = await ClerkDriver.StartAsync();
        var id = clerk.SignUp().Id;
        await using var app = await TestApp.StartAsync(database, clerk.Settings);

        await app.Get<Backfill>().RunAsync(new BackfillOptions(), new Progress<BackfillProgress>(), default);

        Assert.NotNull(await database.FindUserAsync(id));
        Assert.Empty(await Keys.ListAsync(new ClerkId(id), default));
    }

    private Task<TestApp> StartAsync(byte[]? revealKey) =>
        TestApp.StartAsync(
            database,
            ("ClerkSync:ApiKeys:RevealKey", revealKey is null ? "" : Convert.ToBase64String(revealKey))
        );

    private Task<Answer> SignUpAsync() => _app.DeliverAsync(UserEvent.Created(_id));

    private Task<IReadOnlyList<ApiKey>> ListAsync() => Keys.ListAsync(User, default);

    private Task<string?> RevealAsync(Guid key) => Keys.RevealAsync(User, key, default);
}
