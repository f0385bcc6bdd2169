using System.Reflection;
using ClerkSync.Core.Sessions;
using ClerkSync.Tests.Drivers;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Tokens;

namespace ClerkSync.Tests.Sessions;

/// <summary>
/// Why keys are cached by <see cref="IssuerKeys"/> and not by Microsoft's <see cref="ConfigurationManager{T}"/>. A failure here means
/// that the library has changed: once it closes the gaps, it replaces our cache.
/// </summary>
/// <remarks>
/// The manager gets our client and our intervals, so that only its cache is compared. Its clock is set by reflection; an application
/// cannot set it.
/// </remarks>
public sealed class KeyLibraryTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
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
        FindField(_manager.GetType(), "TimeProvider", BindingFlags.Instance).SetValue(_manager, _issuer.Time);
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
        Assert.Equal([FakeIssuer.Kid], (await keys.WaitAsync(Patience)).ById.Keys);
    }

    [Fact]
    public async Task Tokens_of_known_keys_wait_too_if_a_token_can_wait_for_a_new_key()
    {
        WaitForRefreshes(true);
        await GetAsync();
        _issuer.Time.Advance(IssuerKeys.Pause);
        _issuer.Always = Answers.Hang;

        _manager.RequestRefresh();
        var known = GetAsync();

        Assert.False(known.IsCompleted);
        // The first wait is that of the initial request.
        await _issuer.Time.WaitForAWaitAsync();
        await _issuer.Time.WaitForAWaitAsync();
        _issuer.Time.Advance(IssuerKeysClient.Timeout);
        await known.WaitAsync(Patience);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Old_keys_are_used_for_more_than_a_day_while_the_issuer_is_unavailable(bool waits)
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

        // It fails if there is no ninth request without a step of the clock.
        await UntilAsync(9, GetAsync);
    }

    [Fact]
    public async Task RequestRefresh_sends_a_second_request_without_a_pause()
    {
        await GetAsync();

        _manager.RequestRefresh();

        await WaitForRequestsAsync(2);
    }

    [Theory]
    [InlineData("""{"kid":7}""")]
    [InlineData("""{"kty":["RSA"],"kid":"ins_other"}""")]
    public void JsonWebKeySet_with_one_unreadable_key_is_rejected_as_a_whole(string unreadable)
    {
        var set = $$"""{"keys":[{{unreadable}},{{_issuer.Keys[0].ToJsonString()}}]}""";

        Assert.ThrowsAny<Exception>(() => new JsonWebKeySet(set));
    }

    private Task<KeySet> GetAsync() => _manager.GetConfigurationAsync(CancellationToken.None);

    private static void WaitForRefreshes(bool waits) =>
        FindField(
                typeof(JsonWebKeySet).Assembly.GetType("Microsoft.IdentityModel.Tokens.AppContextSwitches"),
                "_updateConfigAsBlockingCall",
                BindingFlags.Static
            )
            .SetValue(null, waits);

    private static FieldInfo FindField(Type? type, string name, BindingFlags kind) =>
        type?.GetField(name, BindingFlags.NonPublic | kind)
        ?? throw new InvalidOperationException(
            $"The library no longer has the field {name}: this test must set it in another way."
        );

    private Task WaitForRequestsAsync(int count) => UntilAsync(count, () => Task.CompletedTask);

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
