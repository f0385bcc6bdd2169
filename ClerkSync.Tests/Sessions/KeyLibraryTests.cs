using System.Reflection;
using ClerkSync.Core.Sessions;
using ClerkSync.Tests.Drivers;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Tokens;

namespace ClerkSync.Tests.Sessions;

/// <summary>
/// Why keys are cached by <see cref="IssuerKeys"/> and not by Microsoft's <see cref="ConfigurationManager{T}"/>. A failure here means
/// that the library has changed: when it closes the gaps, our cache goes.
/// </summary>
/// <remarks>
/// The manager gets our client and our intervals, so that only its cache is compared. Its clock is set by reflection; an application
/// cannot set it.
/// </remarks>
public sealed class KeyLibraryTests : IAsyncLifetime
{
    private FakeIssuer _issuer = null!;
    private HttpClient _http = null!;
    private ConfigurationManager<KeySet> _manager = null!;

    public async Task InitializeAsync()
    {
        _issuer = await FakeIssuer.StartAsync();
        _http = new HttpClient { BaseAddress = new Uri($"{_issuer.Url}/") };
        _manager = new(
            _issuer.Url,
            new Retriever(new IssuerKeysClient(_http, _issuer.Time)),
            new HttpDocumentRetriever()
        )
        {
            AutomaticRefreshInterval = IssuerKeys.Life,
            RefreshInterval = IssuerKeys.Pause,
        };
        _manager
            .GetType()
            .GetField("TimeProvider", BindingFlags.NonPublic | BindingFlags.Instance)!
            .SetValue(_manager, _issuer.Time);
    }

    public async Task DisposeAsync()
    {
        WaitForRefreshes(false);
        _http.Dispose();
        await _issuer.DisposeAsync();
    }

    [Fact]
    public async Task Token_of_a_new_key_cannot_wait_for_the_key()
    {
        await GetAsync();
        _issuer.Always = Answers.Hang;

        _manager.RequestRefresh();
        var keys = GetAsync();
        await WaitForRequestsAsync(2);

        // The old keys, while the request for the new one is in flight.
        Assert.Equal([FakeIssuer.Kid], (await keys).ById.Keys);
    }

    [Fact]
    public async Task Token_of_a_known_key_waits_while_a_new_key_can_be_waited_for()
    {
        WaitForRefreshes(true);
        await GetAsync();
        _issuer.Time.Advance(IssuerKeys.Pause);
        _issuer.Always = Answers.Hang;

        _manager.RequestRefresh();
        var known = GetAsync();

        Assert.False(known.IsCompleted);
        await _issuer.Time.WaitForAWaitAsync();
        await _issuer.Time.WaitForAWaitAsync();
        _issuer.Time.Advance(IssuerKeysClient.Timeout);
        await known;
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Old_keys_are_used_for_more_than_a_day_while_the_issuer_is_away(bool waits)
    {
        WaitForRefreshes(waits);
        await GetAsync();
        _issuer.Always = Answers.Text(503, "");

        _issuer.Time.Advance(7 * IssuerKeys.LifeInOutage);

        Assert.Equal([FakeIssuer.Kid], (await GetAsync()).ById.Keys);
    }

    [Fact]
    public async Task Every_token_causes_a_request_while_there_are_no_keys()
    {
        _issuer.Always = Answers.Text(500, "");

        for (var i = 0; i < 10; i++)
        {
            await Assert.ThrowsAsync<InvalidOperationException>(GetAsync);
        }

        Assert.Equal(10, _issuer.Requests.Count);
    }

    [Fact]
    public async Task Requests_follow_each_other_without_a_pause_after_a_failed_refresh()
    {
        await GetAsync();
        _issuer.Always = Answers.Text(500, "");
        _issuer.Time.Advance(2 * IssuerKeys.Life);

        for (var requests = 2; requests < 10; requests++)
        {
            await GetUntilRequestsAsync(requests);
        }

        Assert.InRange(_issuer.Requests.Count, 9, int.MaxValue);
    }

    [Fact]
    public async Task Unknown_key_causes_a_second_request_at_once()
    {
        await GetAsync();

        _manager.RequestRefresh();

        await WaitForRequestsAsync(2);
    }

    [Theory]
    [InlineData("7", true)]
    [InlineData("""{"kid":7}""", false)]
    [InlineData("""{"kty":["RSA"],"kid":"ins_other"}""", false)]
    public void Key_that_cannot_be_read_hides_all_others_from_a_JsonWebKeySet(string odd, bool isRead)
    {
        var set = $$"""{"keys":[{{odd}},{{_issuer.Keys[0].ToJsonString()}}]}""";

        var failure = Record.Exception(() => new JsonWebKeySet(set));

        Assert.Equal(isRead, failure is null);
    }

    private Task<KeySet> GetAsync() => _manager.GetConfigurationAsync(CancellationToken.None);

    private static void WaitForRefreshes(bool waits) =>
        typeof(JsonWebKeySet)
            .Assembly.GetType("Microsoft.IdentityModel.Tokens.AppContextSwitches")!
            .GetField("_updateConfigAsBlockingCall", BindingFlags.NonPublic | BindingFlags.Static)!
            .SetValue(null, waits);

    private Task WaitForRequestsAsync(int count) => UntilAsync(count, () => Task.CompletedTask);

    private Task GetUntilRequestsAsync(int count) => UntilAsync(count, GetAsync);

    private async Task UntilAsync(int count, Func<Task> act)
    {
        for (var i = 0; _issuer.Requests.Count < count; i++)
        {
            Assert.True(i < 1000, $"{_issuer.Requests.Count} requests");
            await act();
            await Task.Delay(10);
        }
    }

    private sealed record KeySet(IReadOnlyDictionary<string, SigningKey> ById);

    private sealed class Retriever(IssuerKeysClient client) : IConfigurationRetriever<KeySet>
    {
        public async Task<KeySet> GetConfigurationAsync(
            string address,
            IDocumentRetriever retriever,
            CancellationToken cancel
        ) => new(await client.GetAsync());
    }
}
