using System.Net;
using System.Net.Http.Headers;
using System.Text;
using ClerkSync.Core;
using ClerkSync.Core.ApiKeys;
using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.ApiKeys;

/// <summary>The number of round trips to Postgres that the check of an API key makes.</summary>
public sealed class KeyCheckTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private RoundTrips _line = null!;
    private TestApp _app = null!;
    private string _key = "";

    public async Task InitializeAsync()
    {
        _line = RoundTrips.Start(database.ConnectionString);
        _app = await TestApp.StartAsync(("DATABASE_URL", _line.ConnectionString));
        var id = UserEvent.NewId();
        await _app.DeliverAsync(UserEvent.Created(id));
        _key = (await _app.Get<ApiKeyService>().CreateAsync(new ClerkId(id), "ci", default))!.Key;
        await SendAsync(_key);
    }

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        await _line.DisposeAsync();
    }

    [Fact]
    public async Task Check_of_a_valid_key_makes_one_round_trip()
    {
        var status = HttpStatusCode.OK;

        var trips = await _line.CountAsync(async () => status = await SendAsync(_key));

        Assert.Equal((HttpStatusCode.BadRequest, 1), (status, trips));
    }

    [Fact]
    public async Task Update_of_the_time_of_last_use_makes_no_extra_round_trip()
    {
        await database.ExecuteAsync("update api_keys set last_used_at = null");

        var trips = await _line.CountAsync(() => SendAsync(_key));

        Assert.Equal(1, trips);
        Assert.Equal(1L, await database.ScalarAsync<long>("select count(last_used_at) from api_keys"));
    }

    [Fact]
    public async Task Check_of_an_unknown_key_makes_one_round_trip()
    {
        var status = HttpStatusCode.OK;
        var unknown = ApiKeyText.Create("csk_");

        var trips = await _line.CountAsync(async () => status = await SendAsync(unknown));

        Assert.Equal((HttpStatusCode.Unauthorized, 1), (status, trips));
    }

    [Fact]
    public async Task Check_of_a_mistyped_key_makes_no_round_trip()
    {
        var status = HttpStatusCode.OK;
        var typo = _key[..^1] + (_key[^1] == 'x' ? 'y' : 'x');

        var trips = await _line.CountAsync(async () => status = await SendAsync(typo));

        Assert.Equal((HttpStatusCode.Unauthorized, 0), (status, trips));
    }

    /// <summary>Reports a run with an empty object, so that the request ends after the check of the key.</summary>
    private async Task<HttpStatusCode> SendAsync(string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("api/usage", UriKind.Relative))
        {
            Headers =
            {
                { "Authorization", new AuthenticationHeaderValue("Bearer", key).ToString() },
                { "Idempotency-Key", "run-1" },
            },
            Content = new StringContent("{}", Encoding.UTF8, "application/json"),
        };
        using var response = await _app.Http.SendAsync(request);
        return response.StatusCode;
    }
}
