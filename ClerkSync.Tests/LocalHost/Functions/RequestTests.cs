using System.Net;
using System.Text;

namespace ClerkSync.Tests.LocalHost.Functions;

/// <summary>The request that a function receives.</summary>
public sealed class RequestTests(SampleHost host) : IClassFixture<SampleHost>
{
    public static TheoryData<string, byte[]> Bodies =>
        new()
        {
            { "odd whitespace", Encoding.UTF8.GetBytes("\r\n{ \"a\" :\t1 } \n") },
            { "an escape", Encoding.UTF8.GetBytes("""{"a":"\u00e9"}""") },
            { "a byte order mark", [0xEF, 0xBB, 0xBF, (byte)'{', (byte)'}'] },
            { "a NUL", [(byte)'"', 0, (byte)'"'] },
            { "invalid UTF-8", [0xC3, 0x28, 0xFF] },
            { "nothing", [] },
        };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task Body_arrives_unchanged(string what, byte[] body)
    {
        using var content = new ByteArrayContent(body);

        using var response = await host.Http.PostAsync("api/EchoBody", content);
        var echo = await response.Content.ReadAsByteArrayAsync();

        Assert.True(body.AsSpan().SequenceEqual(echo), what);
    }

    [Fact]
    public Task Body_at_the_size_limit_arrives_unchanged() =>
        Body_arrives_unchanged("2 MiB", [.. Enumerable.Range(0, 2 * 1024 * 1024).Select(i => (byte)i)]);

    [Fact]
    public async Task Body_without_a_content_length_is_lost_as_in_the_real_host()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/EchoBody")
        {
            Content = new StringContent("lost"),
        };
        request.Headers.TransferEncodingChunked = true;

        using var response = await host.Http.SendAsync(request);

        Assert.Equal("", await response.Content.ReadAsStringAsync());
    }

    /// <remarks>The test sends no byte of the body, so a host that waits for the body never responds.</remarks>
    [Theory]
    [InlineData("EchoBody", (2 * 1024 * 1024) + 1)]
    [InlineData("EchoBody", 95 * 1024 * 1024)]
    [InlineData("EchoRequest", 95 * 1024 * 1024)]
    public async Task Body_above_the_size_limit_is_rejected_without_being_read(string route, int length)
    {
        var answer = await host.SendRawAsync(
                $"""
                POST /api/{route} HTTP/1.1
                Host: localhost
                Content-Length: {length}
                Connection: close


                """
            )
            .WaitAsync(TimeSpan.FromSeconds(10));

        Assert.StartsWith("HTTP/1.1 413 ", answer, StringComparison.Ordinal);
        Assert.Contains(host.Logs, line => line.Contains($"request to {route} was not read", StringComparison.Ordinal));
        Assert.DoesNotContain(host.Logs, line => line.Contains("unhandled exception", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("16", 17, HttpStatusCode.RequestEntityTooLarge)]
    [InlineData("4194304", 4 * 1024 * 1024, HttpStatusCode.OK)]
    [InlineData("many", 17, HttpStatusCode.OK)]
    public async Task Body_size_limit_comes_from_the_setting_of_the_Functions_host(
        string limit,
        int length,
        HttpStatusCode status
    )
    {
        var sample = new SampleHost(("FUNCTIONS_REQUEST_BODY_SIZE_LIMIT", limit));
        await sample.InitializeAsync();
        using var content = new ByteArrayContent(new byte[length]);

        using var response = await sample.Http.PostAsync("api/EchoBody", content);
        await sample.DisposeAsync();

        Assert.Equal(status, response.StatusCode);
    }

    [Fact]
    public async Task Repeated_headers_are_joined_by_a_comma()
    {
        var answer = await host.SendRawAsync(
            """
            GET /api/EchoHeaders HTTP/1.1
            Host: localhost
            Svix-Signature: v1,one
            Svix-Signature: v1,two
            Connection: close


            """
        );

        Assert.Contains("svix-signature: v1,one,v1,two\n", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("X-Sample-Header", "x-sample-header: here\n")]
    [InlineData("accept", "Accept: here\n")]
    public async Task Only_well_known_header_names_keep_their_capitals(string name, string expected)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "api/EchoHeaders");
        request.Headers.TryAddWithoutValidation(name, "here");

        using var response = await host.Http.SendAsync(request);

        Assert.Contains(expected, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Request_has_its_method_url_query_and_cookies()
    {
        using var request = new HttpRequestMessage(HttpMethod.Patch, "api/EchoRequest?q=a%20b");
        request.Headers.Add("Cookie", "__session=a.b%20c; other=1=2; empty");

        using var response = await host.Http.SendAsync(request);

        Assert.Equal(
            "PATCH /api/EchoRequest?q=a%20b q=a b __session[a.b%20c] other[1=2] empty[]",
            await response.Content.ReadAsStringAsync()
        );
    }

    [Fact]
    public async Task Function_and_context_share_the_services_of_one_invocation()
    {
        var first = await host.Http.GetStringAsync("api/invocations/7");
        var second = await host.Http.GetStringAsync("api/invocations/7");

        Assert.StartsWith("DescribeInvocation 7 True True ", first, StringComparison.Ordinal);
        Assert.NotEqual(first, second);
    }

    [Fact]
    public async Task Cancellation_token_is_canceled_when_the_caller_disconnects()
    {
        using var caller = new CancellationTokenSource();
        var call = host.Http.GetAsync("api/WaitForever", caller.Token);
        await host.Signals.Started.Task.WaitAsync(TimeSpan.FromSeconds(10));

        await caller.CancelAsync();

        await Assert.ThrowsAsync<TaskCanceledException>(() => call);
        await host.Signals.Canceled.Task.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.DoesNotContain(host.Logs, line => line.Contains("WaitForever failed", StringComparison.Ordinal));
    }
}
