using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using ClerkSync.Core.Sessions;
using ClerkSync.Tests.Drivers;
using Microsoft.AspNetCore.Http;

namespace ClerkSync.Tests.Sessions;

public sealed class IssuerKeysTests : IAsyncLifetime
{
    private static readonly string Good = new JsonObject
    {
        ["keys"] = new JsonArray(FakeIssuer.ToJwk("ins_unknown", FakeIssuer.Key)),
    }.ToJsonString();

    private static readonly Dictionary<string, RequestDelegate> Unusable = new()
    {
        ["not found"] = Answers.Text(404, Good),
        ["not the whole"] = Answers.Text(206, Good),
        ["no JSON"] = Answers.Text(200, $"<html>{Good}"),
        ["null"] = Answers.Text(200, "null"),
        ["no keys"] = Answers.Text(200, "{}"),
        ["no key"] = Answers.Text(200, """{"keys":[]}"""),
        ["no key of ours"] = Answers.Text(200, """{"keys":[{"kty":"EC","kid":"ins_ours"},null]}"""),
        ["too large"] = Answers.Text(200, Good.PadRight(IssuerKeysClient.MaxLength + 1)),
        ["broken off"] = Answers.Cut,
        ["a redirect"] = context =>
            context.Request.Path == "/elsewhere"
                ? Answers.Text(200, Good)(context)
                : Answers.Text(302, "", ("Location", "/elsewhere"))(context),
    };

    private FakeIssuer _issuer = null!;
    private SessionTokenVerifier _verifier = null!;

    public static TheoryData<string> UnusableNames => [.. Unusable.Keys];

    public async Task InitializeAsync()
    {
        _issuer = await FakeIssuer.StartAsync();
        _verifier = _issuer.CreateVerifier();
    }

    public async Task DisposeAsync() => await _issuer.DisposeAsync();

    [Fact]
    public async Task Concurrent_verifications_request_the_keys_once()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => VerifyAsync()));

        Assert.All(results, result => Assert.True(result.IsAccepted));
        Assert.Equal(["/.well-known/jwks.json"], _issuer.Requests);
    }

    [Fact]
    public async Task Issuer_can_have_a_path()
    {
        var issuer = $"{_issuer.Url}/__clerk";
        var verifier = _issuer.CreateVerifier((ClerkIssuer.Setting, issuer));

        var result = await verifier.VerifyAsync(_issuer.Sign(("iss", issuer)), CancellationToken.None);

        Assert.True(result.IsAccepted);
        Assert.Equal(["/__clerk/.well-known/jwks.json"], _issuer.Requests);
    }

    [Fact]
    public async Task Thousand_tokens_with_unknown_keys_cause_one_request_in_thirty_seconds()
    {
        await VerifyAsync();
        _issuer.Time.Advance(IssuerKeys.Pause);
        var before = _issuer.Requests.Count;

        var first = await VerifyUnknownKeysAsync(1000);
        _issuer.Time.Advance(TimeSpan.FromSeconds(30) - TimeSpan.FromMilliseconds(1));
        var second = await VerifyUnknownKeysAsync(1000);
        var inBetween = _issuer.Requests.Count;
        _issuer.Time.Advance(TimeSpan.FromMilliseconds(1));
        await VerifyUnknownKeysAsync(1000);

        Assert.All(first.Concat(second), result => Assert.Equal(SessionTokenRejection.UnknownKey, result.Rejection));
        Assert.Equal((before + 1, before + 2), (inBetween, _issuer.Requests.Count));
    }

    [Fact]
    public async Task Token_with_a_known_key_does_not_wait_for_a_request_for_unknown_keys()
    {
        await VerifyAsync();
        _issuer.Time.Advance(IssuerKeys.Pause);
        _issuer.Always = Answers.Hang;

        var stranger = VerifyAsync("ins_unknown");
        var known = _verifier.VerifyAsync(_issuer.Sign(), CancellationToken.None);

        Assert.True(known.IsCompletedSuccessfully);
        Assert.True((await known).IsAccepted);
        Assert.False(stranger.IsCompleted);
        await EndWaitsAsync();
        Assert.Equal(SessionTokenRejection.KeysUnavailable, (await stranger).Rejection);
    }

    [Fact]
    public async Task New_key_is_found_and_a_withdrawn_key_is_dropped()
    {
        await VerifyAsync();
        _issuer.Keys[0] = FakeIssuer.ToJwk("ins_new", FakeIssuer.AnotherKey);
        _issuer.Time.Advance(IssuerKeys.Pause);
        var newToken = FakeIssuer.Sign(FakeIssuer.Header(("kid", "ins_new")), _issuer.Claims(), FakeIssuer.AnotherKey);

        var newOne = await _verifier.VerifyAsync(newToken, CancellationToken.None);
        var withdrawn = await VerifyAsync();

        Assert.True(newOne.IsAccepted);
        Assert.Equal(SessionTokenRejection.UnknownKey, withdrawn.Rejection);
    }

    [Fact]
    public async Task Withdrawn_key_is_dropped_after_an_hour_without_unknown_keys()
    {
        await VerifyAsync();
        _issuer.Keys[0] = FakeIssuer.ToJwk("ins_new", FakeIssuer.AnotherKey);

        _issuer.Time.Advance(TimeSpan.FromHours(1) - TimeSpan.FromMilliseconds(1));
        var before = await VerifyAsync();
        _issuer.Time.Advance(TimeSpan.FromMilliseconds(1));
        var after = await VerifyAsync();

        Assert.True(before.IsAccepted);
        Assert.Equal(SessionTokenRejection.UnknownKey, after.Rejection);
    }

    [Fact]
    public async Task Last_keys_are_used_for_a_day_while_the_issuer_is_unavailable()
    {
        await VerifyAsync();
        _issuer.Always = Answers.Text(503, "secret");

        _issuer.Time.Advance(TimeSpan.FromHours(24) - TimeSpan.FromMilliseconds(1));
        var old = await VerifyAsync();
        var again = await VerifyAsync();
        var unknown = await VerifyAsync("ins_unknown");
        var requests = _issuer.Requests.Count;
        _issuer.Time.Advance(TimeSpan.FromMilliseconds(1));
        var tooOld = await VerifyAsync();

        Assert.Equal((null, null), (old.Rejection, again.Rejection));
        Assert.Equal(SessionTokenRejection.KeysUnavailable, unknown.Rejection);
        Assert.Equal(2, requests);
        Assert.Equal(SessionTokenRejection.KeysUnavailable, tooOld.Rejection);
        var line = Assert.Single(_issuer.Logs, line => line.StartsWith("Warning", StringComparison.Ordinal));
        Assert.Contains("did not return its keys: 503", line, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Issuer_is_queried_every_five_seconds_while_there_are_no_keys()
    {
        _issuer.Always = Answers.Text(500, "");
        var away = await VerifyAsync();
        _issuer.Always = null;

        _issuer.Time.Advance(TimeSpan.FromSeconds(5) - TimeSpan.FromMilliseconds(1));
        var stillAway = await VerifyAsync();
        _issuer.Time.Advance(TimeSpan.FromMilliseconds(1));
        var back = await VerifyAsync();

        Assert.Equal(SessionTokenRejection.KeysUnavailable, away.Rejection);
        Assert.Equal(SessionTokenRejection.KeysUnavailable, stillAway.Rejection);
        Assert.True(back.IsAccepted);
    }

    [Theory]
    [MemberData(nameof(UnusableNames))]
    public async Task Unusable_response_keeps_the_old_keys(string name)
    {
        await VerifyAsync();
        _issuer.Always = Unusable[name];
        _issuer.Time.Advance(IssuerKeys.Pause);

        var unknown = await VerifyAsync("ins_unknown");
        var known = await VerifyAsync();

        Assert.Equal(SessionTokenRejection.KeysUnavailable, unknown.Rejection);
        Assert.True(known.IsAccepted);
        Assert.Equal(2, _issuer.Requests.Count);
    }

    [Fact]
    public async Task Request_for_keys_times_out_after_three_seconds()
    {
        _issuer.Always = Answers.Hang;

        var waiting = VerifyAsync();
        await EndWaitsAsync();

        Assert.Equal(SessionTokenRejection.KeysUnavailable, (await waiting).Rejection);
        Assert.Contains(_issuer.Logs, line => line.Contains("no answer in time", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Canceled_caller_does_not_cancel_the_request_for_others()
    {
        var gate = new TaskCompletionSource();
        _issuer.Always = async context =>
        {
            await gate.Task;
            await Answers.Json(new JsonObject { ["keys"] = new JsonArray([.. _issuer.Keys]) })(context);
        };
        using var impatience = new CancellationTokenSource();
        var impatient = _verifier.VerifyAsync(_issuer.Sign(), impatience.Token).AsTask();
        var patient = VerifyAsync();

        await impatience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient.WaitAsync(TimeSpan.FromSeconds(10)));
        gate.SetResult();

        Assert.True((await patient).IsAccepted);
        Assert.Single(_issuer.Requests);
    }

    [Fact]
    public async Task Unreachable_issuer_is_an_outage()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var url = $"http://{listener.LocalEndpoint}";
        listener.Stop();
        var verifier = _issuer.CreateVerifier((ClerkIssuer.Setting, url));

        var result = await verifier.VerifyAsync(_issuer.Sign(("iss", url)), CancellationToken.None);

        Assert.Equal(SessionTokenRejection.KeysUnavailable, result.Rejection);
        Assert.Contains(_issuer.Logs, line => line.Contains("ConnectionError", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("kty", "EC")]
    [InlineData("kty", null)]
    [InlineData("use", "enc")]
    [InlineData("alg", "RS512")]
    [InlineData("n", null)]
    [InlineData("n", "")]
    [InlineData("n", "AQAB")]
    [InlineData("e", null)]
    [InlineData("e", "not base64url!")]
    [InlineData("kid", null)]
    [InlineData("kid", "")]
    public async Task Key_that_is_not_for_RS256_is_ignored(string name, string? value)
    {
        _issuer.Keys[0][name] = value;
        _issuer.Keys.Add(FakeIssuer.ToJwk("ins_other", FakeIssuer.AnotherKey));

        var result = await VerifyAsync();

        Assert.Equal(SessionTokenRejection.UnknownKey, result.Rejection);
    }

    [Theory]
    [InlineData("7")]
    [InlineData("null")]
    [InlineData("""{"kid":7}""")]
    [InlineData("""{"kty":["RSA"],"kid":"ins_other"}""")]
    public async Task Unreadable_key_does_not_hide_the_other_keys(string odd)
    {
        _issuer.Always = context =>
            Answers.Text(200, $$"""{"keys":[{{odd}},{{_issuer.Keys[0].ToJsonString()}}]}""")(context);

        var result = await VerifyAsync();

        Assert.True(result.IsAccepted);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(128)]
    public async Task Weak_key_is_ignored(int zeros)
    {
        using var weak = RSA.Create(1024);
        var jwk = FakeIssuer.ToJwk("ins_weak", weak);
        byte[] modulus = [.. new byte[zeros], .. weak.ExportParameters(false).Modulus!];
        jwk["n"] = Base64Url.EncodeToString(modulus);
        _issuer.Keys.Add(jwk);
        var token = FakeIssuer.Sign(FakeIssuer.Header(("kid", "ins_weak")), _issuer.Claims(), weak);

        var result = await _verifier.VerifyAsync(token, CancellationToken.None);

        Assert.Equal(SessionTokenRejection.UnknownKey, result.Rejection);
        Assert.True((await VerifyAsync()).IsAccepted);
    }

    [Fact]
    public async Task Key_without_use_and_alg_is_accepted()
    {
        _issuer.Keys[0].Remove("use");
        _issuer.Keys[0].Remove("alg");

        Assert.True((await VerifyAsync()).IsAccepted);
    }

    [Fact]
    public async Task Key_with_a_certificate_is_accepted()
    {
        var request = new CertificateRequest(
            "CN=ours",
            FakeIssuer.Key,
            HashAlgorithmName.SHA256,
            RSASignaturePadding.Pkcs1
        );
        using var certificate = request.CreateSelfSigned(_issuer.Time.GetUtcNow(), _issuer.Time.GetUtcNow().AddDays(1));
        _issuer.Keys[0]["x5c"] = new JsonArray(Convert.ToBase64String(certificate.RawData));

        Assert.True((await VerifyAsync()).IsAccepted);
    }

    [Fact]
    public async Task Many_threads_can_verify_with_one_key_concurrently()
    {
        await VerifyAsync();
        var (good, bad) = (_issuer.Sign(), new Attacks(_issuer).All["changed claims"].Token);
        var wrong = 0;

        await Parallel.ForAsync(
            0,
            2000,
            async (i, cancellationToken) =>
            {
                var result = await _verifier.VerifyAsync(i % 2 == 0 ? good : bad, cancellationToken);
                if (result.IsAccepted != (i % 2 == 0))
                {
                    Interlocked.Increment(ref wrong);
                }
            }
        );

        Assert.Equal(0, wrong);
    }

    private Task<SessionTokenResult> VerifyAsync(string kid = FakeIssuer.Kid) =>
        _verifier
            .VerifyAsync(FakeIssuer.Sign(FakeIssuer.Header(("kid", kid)), _issuer.Claims()), CancellationToken.None)
            .AsTask();

    private async Task<IReadOnlyList<SessionTokenResult>> VerifyUnknownKeysAsync(int count)
    {
        var tokens = Enumerable
            .Range(0, count)
            .Select(i => FakeIssuer.Sign($$"""{"alg":"RS256","kid":"ins_{{i}}"}""", [], _ => [1]));
        return await Task.WhenAll(
            tokens.Select(other => Task.Run(async () => await _verifier.VerifyAsync(other, CancellationToken.None)))
        );
    }

    /// <summary>Waits for a request in flight, and advances the time to its timeout.</summary>
    private async Task EndWaitsAsync()
    {
        await _issuer.Time.WaitForAWaitAsync();
        _issuer.Time.Advance(IssuerKeysClient.Timeout);
    }
}
