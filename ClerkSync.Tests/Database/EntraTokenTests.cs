using ClerkSync.Core.Database;
using ClerkSync.Tests.Drivers;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace ClerkSync.Tests.Database;

public sealed class EntraTokenTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private readonly FakeTimeProvider _time = new();
    private readonly LogCollector _logs = new();

    [Fact]
    public async Task Token_is_asked_for_once_whoever_needs_it()
    {
        var credential = new FakeCredential(_time, Hour) { Delay = TimeSpan.FromMilliseconds(50) };
        var token = Create(credential);
        Assert.Equal(0, credential.Asked);

        var tokens = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => GetAsync(token)));

        Assert.Single(tokens.Distinct());
        Assert.Equal(1, credential.Asked);
    }

    [Fact]
    public async Task Thousand_who_wait_while_the_endpoint_is_away_ask_once_and_are_all_told()
    {
        var credential = new FakeCredential(_time, Hour) { Delay = TimeSpan.FromMilliseconds(50), IsAway = true };
        var token = Create(credential);

        var waiting = Enumerable.Range(0, 1000).Select(_ => GetAsync(token)).ToList();
        await Assert.ThrowsAsync<DatabaseTokenException>(() => Task.WhenAll(waiting));

        Assert.All(waiting, one => Assert.IsType<DatabaseTokenException>(one.Exception!.InnerException));
        Assert.Equal(1, credential.Asked);
    }

    [Fact]
    public async Task Who_gives_up_takes_the_token_from_nobody()
    {
        var credential = new FakeCredential(_time, Hour) { Delay = TimeSpan.FromSeconds(1) };
        var token = Create(credential);
        using var patience = new CancellationTokenSource();

        var hasty = token.GetAsync(patience.Token).AsTask();
        var patient = GetAsync(token);
        await patience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => hasty);
        Assert.True(credential.IsAlive(await patient));
        Assert.Equal(1, credential.Asked);
    }

    [Fact]
    public async Task Nobody_waits_for_the_new_token_while_the_old_one_lives()
    {
        var credential = new FakeCredential(_time, Hour);
        var token = Create(credential);
        var old = await GetAsync(token);
        credential.Delay = Timeout.InfiniteTimeSpan;

        _time.Advance(TimeSpan.FromMinutes(56));

        Assert.Equal(old, await GetAsync(token).WaitAsync(TimeSpan.FromSeconds(10)));
        await WaitUntilAsync(() => credential.Asked == 2);
    }

    [Fact]
    public async Task New_token_takes_the_place_of_the_old_one_before_that_ends()
    {
        var credential = new FakeCredential(_time, Hour);
        var token = Create(credential);
        var old = await GetAsync(token);

        _time.Advance(TimeSpan.FromMinutes(56));
        await GetAsync(token);
        await WaitUntilAsync(() => credential.Issued == 2);
        await WaitUntilAsync(() => GetAsync(token).Result != old);

        Assert.True(credential.IsAlive(old));
        Assert.Equal(2, credential.Asked);
    }

    [Fact]
    public async Task Credential_says_when_it_wants_to_be_asked_again()
    {
        var credential = new FakeCredential(_time, 24 * Hour) { RefreshIn = 12 * Hour };
        var token = Create(credential);
        await GetAsync(token);

        _time.Advance(11 * Hour);
        await GetAsync(token);
        Assert.Equal(1, credential.Asked);

        _time.Advance(2 * Hour);
        await GetAsync(token);
        await WaitUntilAsync(() => credential.Issued == 2);
    }

    [Fact]
    public async Task Refresh_that_fails_twice_harms_nobody_while_the_old_token_lives()
    {
        var credential = new FakeCredential(_time, Hour);
        var token = Create(credential);
        var old = await GetAsync(token);
        credential.IsAway = true;

        _time.Advance(TimeSpan.FromMinutes(56));
        Assert.Equal(old, await GetAsync(token));
        await WaitUntilAsync(() => _logs.Lines.Count == 1);
        Assert.Equal(old, await GetAsync(token));
        // It is not asked again at once.
        Assert.Equal(2, credential.Asked);
        _time.Advance(TimeSpan.FromSeconds(31));
        await WaitUntilAsync(() => GetAsync(token).Result == old && _logs.Lines.Count == 2);
        credential.IsAway = false;
        _time.Advance(TimeSpan.FromSeconds(31));

        await WaitUntilAsync(() => GetAsync(token).Result != old);
        Assert.Equal((4, 2), (credential.Asked, credential.Issued));
        Assert.All(_logs.Lines, line => Assert.Contains("the old one is valid for", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Token_that_is_about_to_end_is_waited_for_but_taken_if_no_other_comes()
    {
        var credential = new FakeCredential(_time, Hour);
        var token = Create(credential);
        var old = await GetAsync(token);
        _time.Advance(Hour - TimeSpan.FromSeconds(9));

        credential.IsAway = true;
        Assert.Equal(old, await GetAsync(token));

        credential.IsAway = false;
        _time.Advance(TimeSpan.FromSeconds(9));
        Assert.NotEqual(old, await GetAsync(token));
    }

    [Fact]
    public async Task Without_a_token_the_credential_is_asked_once_a_second()
    {
        var credential = new FakeCredential(_time, Hour) { IsAway = true };
        var token = Create(credential);

        for (var i = 0; i < 10; i++)
        {
            await Assert.ThrowsAsync<DatabaseTokenException>(() => GetAsync(token));
        }

        Assert.Equal(1, credential.Asked);
        credential.IsAway = false;
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(credential.IsAlive(await GetAsync(token)));
    }

    [Fact]
    public async Task Token_that_has_ended_when_it_comes_is_none()
    {
        var token = Create(new FakeCredential(_time, TimeSpan.Zero));

        var rejection = await Assert.ThrowsAsync<DatabaseTokenException>(() => GetAsync(token));

        Assert.Contains("clock", rejection.Message, StringComparison.Ordinal);
    }

    private EntraToken Create(FakeCredential credential) =>
        new(credential, _time, new LoggerFactory([_logs]).CreateLogger<EntraToken>());

    private static Task<string> GetAsync(EntraToken token) => token.GetAsync(CancellationToken.None).AsTask();

    private static async Task WaitUntilAsync(Func<bool> isSo)
    {
        for (var i = 0; !isSo(); i++)
        {
            Assert.True(i < 1000);
            await Task.Delay(10);
        }
    }
}
