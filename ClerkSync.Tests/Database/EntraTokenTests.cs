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
    public async Task Concurrent_callers_request_one_token()
    {
        var credential = new FakeCredential(_time, Hour) { Delay = TimeSpan.FromMilliseconds(50) };
        var token = Create(credential);
        Assert.Equal(0, credential.Asked);

        var tokens = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => GetAsync(token)));

        Assert.Single(tokens.Distinct());
        Assert.Equal(1, credential.Asked);
    }

    [Fact]
    public async Task Thousand_callers_share_one_failed_token_request()
    {
        var credential = new FakeCredential(_time, Hour) { Delay = TimeSpan.FromMilliseconds(50), IsAway = true };
        var token = Create(credential);

        var waiting = Enumerable.Range(0, 1000).Select(_ => GetAsync(token)).ToList();
        await Assert.ThrowsAsync<DatabaseTokenException>(() => Task.WhenAll(waiting));

        Assert.All(waiting, one => Assert.IsType<DatabaseTokenException>(one.Exception!.InnerException));
        Assert.Equal(1, credential.Asked);
    }

    [Fact]
    public async Task Canceled_caller_does_not_cancel_the_token_request_for_others()
    {
        var credential = new FakeCredential(_time, Hour) { Delay = TimeSpan.FromSeconds(1) };
        var token = Create(credential);
        using var cancellation = new CancellationTokenSource();

        var canceled = token.GetAsync(cancellation.Token).AsTask();
        var other = GetAsync(token);
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => canceled);
        Assert.True(credential.IsAlive(await other));
        Assert.Equal(1, credential.Asked);
    }

    [Fact]
    public async Task Callers_do_not_wait_for_a_new_token_while_the_old_token_is_valid()
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
    public async Task New_token_replaces_the_old_token_before_it_expires()
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
    public async Task Credential_decides_when_its_token_is_refreshed()
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
    public async Task Failed_refreshes_do_not_affect_callers_while_the_old_token_is_valid()
    {
        var credential = new FakeCredential(_time, Hour);
        var token = Create(credential);
        var old = await GetAsync(token);
        credential.IsAway = true;

        _time.Advance(TimeSpan.FromMinutes(56));
        Assert.Equal(old, await GetAsync(token));
        await WaitUntilAsync(() => _logs.Lines.Count == 1);
        Assert.Equal(old, await GetAsync(token));
        // The credential is not queried again immediately.
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
    public async Task Token_that_is_about_to_expire_is_used_only_if_no_new_token_is_available()
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
    public async Task Credential_is_queried_once_a_second_while_there_is_no_token()
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
    public async Task Token_that_has_already_expired_is_rejected()
    {
        var token = Create(new FakeCredential(_time, TimeSpan.Zero));

        var rejection = await Assert.ThrowsAsync<DatabaseTokenException>(() => GetAsync(token));

        Assert.Contains("clock", rejection.Message, StringComparison.Ordinal);
    }

    private EntraToken Create(FakeCredential credential) =>
        new(credential, _time, new LoggerFactory([_logs]).CreateLogger<EntraToken>());

    private static Task<string> GetAsync(EntraToken token) => token.GetAsync(CancellationToken.None).AsTask();

    private static async Task WaitUntilAsync(Func<bool> condition)
    {
        for (var i = 0; !condition(); i++)
        {
            Assert.True(i < 1000);
            await Task.Delay(10);
        }
    }
}
