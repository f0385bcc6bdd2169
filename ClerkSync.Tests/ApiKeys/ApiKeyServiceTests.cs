using System.Net;
using System.Net.Http.Headers;
using System.Text;
using ClerkSync.Core;
using ClerkSync.Core.ApiKeys;
using ClerkSync.Core.ClerkApi;
using ClerkSync.Core.Mirror;
using ClerkSync.Core.Users;
using ClerkSync.Tests.Drivers;
using Dapper;
using Npgsql;

namespace ClerkSync.Tests.ApiKeys;

/// <summary>API keys in a real database, from the sign-up to the revocation.</summary>
public sealed class ApiKeyServiceTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private readonly string _id = UserEvent.NewId();
    private TestApp _app = null!;

    private ApiKeyService Keys => _app.Get<ApiKeyService>();

    private ClerkId User => new(_id);

    public async Task InitializeAsync() => _app = await StartAsync(new byte[32]);

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task Sign_up_makes_one_key_that_its_owner_reveals_once()
    {
        await SignUpAsync();
        await _app.DeliverAsync(UserEvent.Updated(_id) with { UpdatedAt = 99 });

        var key = Assert.Single(await ListAsync());
        var revealed = await RevealAsync(key.Id);
        var again = await RevealAsync(key.Id);

        Assert.True(key.CanBeRevealed);
        Assert.Equal(_id, (await Keys.FindOwnerAsync(revealed!, default))?.ClerkId);
        Assert.Null(again);
        Assert.False(Assert.Single(await ListAsync()).CanBeRevealed);
    }

    [Fact]
    public async Task Of_many_who_reveal_at_once_one_is_told()
    {
        await SignUpAsync();
        var key = Assert.Single(await ListAsync());

        var revealed = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => RevealAsync(key.Id)));

        Assert.Single(revealed, text => text is not null);
    }

    /// <remarks>Another process tells it, and has not committed yet.</remarks>
    [Fact]
    public async Task Who_reveals_while_another_does_is_told_nothing()
    {
        await SignUpAsync();
        var key = Assert.Single(await ListAsync());

        var revealed = await MeanwhileAsync(
            $"update api_keys set sealed = null where id = '{key.Id}'",
            () => RevealAsync(key.Id)
        );

        Assert.Null(revealed);
    }

    [Fact]
    public async Task Key_is_not_revealed_after_a_week_and_is_forgotten_then()
    {
        await SignUpAsync();
        var key = Assert.Single(await ListAsync());
        await database.ExecuteAsync("update api_keys set created_at = now() - interval '8 days'");

        Assert.Null(await RevealAsync(key.Id));
        await Keys.ForgetUnrevealedAsync(default);

        Assert.Equal(0L, await database.ScalarAsync<long>("select count(*) from api_keys where sealed is not null"));
    }

    [Fact]
    public async Task Without_a_reveal_key_nothing_plain_is_kept()
    {
        await using var app = await StartAsync(revealKey: null);
        await app.DeliverAsync(UserEvent.Created(_id));

        var key = Assert.Single(await ListAsync());

        Assert.False(key.CanBeRevealed);
        Assert.Null(await RevealAsync(key.Id));
    }

    [Fact]
    public async Task Key_waits_while_the_setting_is_away()
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
    public async Task Sign_up_whose_key_cannot_be_made_leaves_nothing()
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
    public async Task Webhook_twice_at_once_and_just_in_time_leave_one_user_one_key_and_one_grant()
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
    public async Task Backfill_makes_no_key()
    {
        await using var clerk = await FakeClerkApi.StartAsync();
        clerk.Users.Add(ClerkObject.Create(_id, UserEvent.Start));
        await using var app = await TestApp.StartAsync(
            database,
            (ClerkApiUrl.Setting, clerk.Url),
            (ClerkSecretKey.Setting, FakeClerkApi.Key)
        );

        await app.Get<Backfill>().RunAsync(new BackfillOptions(), new Progress<BackfillProgress>(), default);

        Assert.NotNull(await database.FindUserAsync(_id));
        Assert.Empty(await ListAsync());
    }

    [Fact]
    public async Task Key_that_its_owner_makes_works_until_he_revokes_it()
    {
        await SignUpAsync();
        var made = (await Keys.CreateAsync(User, "ci", default))!;

        Assert.Equal(made.Entry.Id, (await Keys.FindOwnerAsync(made.Key, default))?.KeyId);
        Assert.StartsWith(made.Entry.Prefix, made.Key, StringComparison.Ordinal);
        Assert.Equal(made.Entry.Prefix, $"{made}");
        Assert.True(await Keys.RevokeAsync(User, made.Entry.Id, default));
        Assert.Null(await Keys.FindOwnerAsync(made.Key, default));
        Assert.False(await Keys.RevokeAsync(User, made.Entry.Id, default));
        Assert.DoesNotContain(await ListAsync(), key => key.Id == made.Entry.Id);
    }

    [Fact]
    public async Task Keys_of_others_are_out_of_reach()
    {
        await SignUpAsync();
        var key = Assert.Single(await ListAsync());
        var other = UserEvent.NewId();
        await _app.DeliverAsync(UserEvent.Created(other));

        Assert.Null(await Keys.RevealAsync(new ClerkId(other), key.Id, default));
        Assert.False(await Keys.RevokeAsync(new ClerkId(other), key.Id, default));
        Assert.NotNull(await RevealAsync(key.Id));
    }

    [Fact]
    public async Task Key_of_a_banned_user_is_known_and_barred_and_of_a_deleted_one_unknown()
    {
        await SignUpAsync();
        var made = (await Keys.CreateAsync(User, "ci", default))!;

        await database.ExecuteAsync($"update users set banned = true where clerk_id = '{_id}'");
        var banned = await Keys.FindOwnerAsync(made.Key, default);
        await _app.DeliverAsync(UserEvent.Deleted(_id));

        Assert.True(banned!.IsBarred);
        Assert.Null(await Keys.FindOwnerAsync(made.Key, default));
    }

    [Fact]
    public async Task Key_of_a_user_who_is_deleted_softly_is_known_and_barred()
    {
        await SignUpAsync();
        var made = (await Keys.CreateAsync(User, "ci", default))!;
        await using var soft = await TestApp.StartAsync(database, ("ClerkSync:DeleteMode", "soft"));

        await soft.DeliverAsync(UserEvent.Deleted(_id));

        Assert.True((await Keys.FindOwnerAsync(made.Key, default))!.IsBarred);
    }

    [Fact]
    public async Task Time_of_use_is_written_once_a_minute()
    {
        await SignUpAsync();
        var made = (await Keys.CreateAsync(User, "ci", default))!;

        await Keys.FindOwnerAsync(made.Key, default);
        var first = await VersionAsync();
        await Keys.FindOwnerAsync(made.Key, default);
        var second = await VersionAsync();
        await database.ExecuteAsync($"update api_keys set last_used_at = now() - interval '61 s' where {Made}");
        var old = await VersionAsync();
        await Keys.FindOwnerAsync(made.Key, default);

        Assert.Equal(first, second);
        Assert.NotEqual(old, await VersionAsync());

        Task<string> VersionAsync() =>
            database.ScalarAsync<string>($"select xmin || ' ' || last_used_at from api_keys where {Made}");
    }

    /// <remarks>Another process has looked at the same time, and writes first.</remarks>
    [Fact]
    public async Task Of_two_uses_at_once_one_is_written()
    {
        await SignUpAsync();
        var made = (await Keys.CreateAsync(User, "ci", default))!;
        var used = await MeanwhileAsync(
            $"update api_keys set last_used_at = now() + interval '1 hour' where {Made}",
            () => Keys.FindOwnerAsync(made.Key, default)
        );

        Assert.Equal(_id, used?.ClerkId);
        Assert.True(await database.ScalarAsync<bool>($"select last_used_at > now() from api_keys where {Made}"));
    }

    [Fact]
    public async Task More_keys_than_one_may_have_are_not_made_even_at_once()
    {
        await SignUpAsync();

        var made = await Task.WhenAll(
            Enumerable.Range(0, ApiKeyService.MostKeys + 10).Select(i => Keys.CreateAsync(User, $"key {i}", default))
        );

        Assert.Equal(ApiKeyService.MostKeys - 1, made.Count(key => key is not null));
    }

    [Fact]
    public async Task Nothing_in_the_database_or_the_log_gives_a_plain_key()
    {
        await SignUpAsync();
        var key = Assert.Single(await ListAsync());
        var made = (await Keys.CreateAsync(User, "ci", default))!;
        var before = await DumpAsync();
        var revealed = (await RevealAsync(key.Id))!;
        var used = await UseAsync(made.Key);
        var mistyped = await UseAsync($"{revealed}x");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Unauthorized), (used, mistyped));
        Assert.All(
            [before, await DumpAsync(), .. _app.Logs],
            text => Assert.All(Spellings(made.Key).Concat(Spellings(revealed)), secret => AssertLacks(text, secret))
        );

        static void AssertLacks(string text, string secret) =>
            Assert.DoesNotContain(secret, text, StringComparison.OrdinalIgnoreCase);
    }

    private string Made => $"name = 'ci' and user_id = (select id from users where clerk_id = '{_id}')";

    private Task<TestApp> StartAsync(byte[]? revealKey) =>
        TestApp.StartAsync(
            database,
            ("ClerkSync:ApiKeys:RevealKey", revealKey is null ? "" : Convert.ToBase64String(revealKey))
        );

    private Task<Answer> SignUpAsync() => _app.DeliverAsync(UserEvent.Created(_id));

    private Task<IReadOnlyList<ApiKey>> ListAsync() => Keys.ListAsync(User, default);

    private Task<string?> RevealAsync(Guid key) => Keys.RevealAsync(User, key, default);

    /// <summary>Acts while a statement of another process is not committed, and commits it when the act waits for it.</summary>
    private async Task<T> MeanwhileAsync<T>(string sql, Func<Task<T>> act)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await connection.ExecuteAsync(sql);
        var acting = act();
        await Task.WhenAny(acting, Task.Delay(TimeSpan.FromMilliseconds(500)));
        await transaction.CommitAsync();
        return await acting;
    }

    /// <summary>As an application of the user's does.</summary>
    private async Task<HttpStatusCode> UseAsync(string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("api/usage", UriKind.Relative));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        request.Headers.Add("Idempotency-Key", "run-1");
        request.Content = new StringContent("""{"action":"a","provider":"p","model":"m","cost":0}""");
        using var response = await _app.Http.SendAsync(request);
        return response.StatusCode;
    }

    /// <summary>What is secret of a key, as a text and as bytes may be written.</summary>
    private static IEnumerable<string> Spellings(string key)
    {
        var secret = key[8..40];
        return [secret, Convert.ToHexString(Encoding.ASCII.GetBytes(secret))];
    }

    /// <summary>All that the database holds; bytes are hexadecimal digits.</summary>
    private async Task<string> DumpAsync()
    {
        var tables = await database.QueryAsync<string>(
            "select table_name from information_schema.tables where table_schema = 'public'"
        );
        var rows = new List<string>();
        foreach (var table in tables)
        {
            rows.AddRange(await database.QueryAsync<string>($"select t::text from {table} t"));
        }

        return string.Join('\n', rows);
    }
}
