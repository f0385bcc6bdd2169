using System.Net;
using System.Net.Http.Headers;
using System.Text;
using ClerkSync.Core;
using ClerkSync.Core.ApiKeys;
using ClerkSync.Tests.Drivers;
using Dapper;

namespace ClerkSync.Tests.ApiKeys;

/// <summary>API keys in a real database, from creation to revocation.</summary>
public sealed class ApiKeyServiceTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private readonly string _id = UserEvent.NewId();
    private TestApp _app = null!;

    private ApiKeyService Keys => _app.Get<ApiKeyService>();

    private ClerkId User => new(_id);

    public async Task InitializeAsync() => _app = await StartAsync(new byte[32]);

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task Created_key_works_until_its_owner_revokes_it()
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
    public async Task Key_of_another_user_cannot_be_revealed_or_revoked()
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
    public async Task Key_of_a_banned_user_is_blocked_and_key_of_a_deleted_user_is_unknown()
    {
        await SignUpAsync();
        var made = (await Keys.CreateAsync(User, "ci", default))!;

        await database.ExecuteAsync($"update users set banned = true where clerk_id = '{_id}'");
        var banned = await Keys.FindOwnerAsync(made.Key, default);
        await _app.DeliverAsync(UserEvent.Deleted(_id));

        Assert.Equal(new ApiKeyOwner(made.Entry.Id, null), banned);
        Assert.Null(await Keys.FindOwnerAsync(made.Key, default));
    }

    [Fact]
    public async Task Key_of_a_soft_deleted_user_is_blocked()
    {
        await SignUpAsync();
        var made = (await Keys.CreateAsync(User, "ci", default))!;
        await using var soft = await TestApp.StartAsync(database, ("ClerkSync:DeleteMode", "soft"));

        await soft.DeliverAsync(UserEvent.Deleted(_id));

        Assert.Equal(new ApiKeyOwner(made.Entry.Id, null), await Keys.FindOwnerAsync(made.Key, default));
    }

    [Fact]
    public async Task Time_of_last_use_is_written_at_most_once_a_minute()
    {
        await SignUpAsync();
        var made = (await Keys.CreateAsync(User, "ci", default))!;

        await Keys.FindOwnerAsync(made.Key, default);
        var first = await VersionAsync();
        await Keys.FindOwnerAsync(made.Key, default);
        var second = await VersionAsync();
        await database.ExecuteAsync(
            $"update api_keys set last_used_at = now() - interval '61 s' where {CreatedKeyFilter}"
        );
        var old = await VersionAsync();
        await Keys.FindOwnerAsync(made.Key, default);

        Assert.Equal(first, second);
        Assert.NotEqual(old, await VersionAsync());

        Task<string> VersionAsync() =>
            database.ScalarAsync<string>($"select xmin || ' ' || last_used_at from api_keys where {CreatedKeyFilter}");
    }

    [Fact]
    public async Task Use_of_a_key_does_not_wait_for_a_concurrent_use()
    {
        await SignUpAsync();
        var made = (await Keys.CreateAsync(User, "ci", default))!;
        await using var connection = await database.DataSource.OpenConnectionAsync();
        await using var other = await connection.BeginTransactionAsync();
        await connection.ExecuteAsync($"update api_keys set last_used_at = now() where {CreatedKeyFilter}");

        var owner = await Keys.FindOwnerAsync(made.Key, default).WaitAsync(TimeSpan.FromSeconds(3));

        Assert.Equal(made.Entry.Id, owner?.KeyId);
    }

    [Fact]
    public async Task Key_limit_holds_for_concurrent_requests()
    {
        await SignUpAsync();

        var made = await Task.WhenAll(
            Enumerable.Range(0, ApiKeyService.MostKeys + 10).Select(i => Keys.CreateAsync(User, $"key {i}", default))
        );

        Assert.Equal(ApiKeyService.MostKeys - 1, made.Count(key => key is not null));
    }

    [Fact]
    public async Task Database_and_log_contain_no_plain_key()
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

    private string CreatedKeyFilter => $"name = 'ci' and user_id = (select id from users where clerk_id = '{_id}')";

    private Task<TestApp> StartAsync(byte[]? revealKey) =>
        TestApp.StartAsync(
            database,
            ("ClerkSync:ApiKeys:RevealKey", revealKey is null ? "" : Convert.ToBase64String(revealKey))
        );

    private Task<Answer> SignUpAsync() => _app.DeliverAsync(UserEvent.Created(_id));

    private Task<IReadOnlyList<ApiKey>> ListAsync() => Keys.ListAsync(User, default);

    private Task<string?> RevealAsync(Guid key) => Keys.RevealAsync(User, key, default);

    /// <summary>Reports a run with a key, as an application of the user does.</summary>
    private async Task<HttpStatusCode> UseAsync(string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("api/usage", UriKind.Relative));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        request.Headers.Add("Idempotency-Key", "run-1");
        request.Content = new StringContent("""{"action":"a","provider":"p","model":"m","cost":0}""");
        using var response = await _app.Http.SendAsync(request);
        return response.StatusCode;
    }

    /// <summary>Returns the secret part of a key, as text and as hexadecimal bytes.</summary>
    private static IEnumerable<string> Spellings(string key)
    {
        var secret = key[8..40];
        return [secret, Convert.ToHexString(Encoding.ASCII.GetBytes(secret))];
    }

    /// <summary>Returns all rows of the database as text. Bytes are hexadecimal digits.</summary>
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
