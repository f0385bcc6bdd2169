using System.Net;

namespace ClerkSync.Tests.LocalHost.Functions;

/// <summary>Access to a function that is not anonymous.</summary>
public sealed class FunctionKeyTests(SampleHost host) : IClassFixture<SampleHost>
{
    [Theory]
    [InlineData(SampleHost.Key, null, HttpStatusCode.OK)]
    [InlineData(null, SampleHost.Key, HttpStatusCode.OK)]
    [InlineData(SampleHost.Key, "wrong", HttpStatusCode.OK)]
    [InlineData("wrong", SampleHost.Key, HttpStatusCode.Unauthorized)]
    [InlineData(SampleHost.Key + "x", null, HttpStatusCode.Unauthorized)]
    [InlineData("", "", HttpStatusCode.Unauthorized)]
    [InlineData(null, null, HttpStatusCode.Unauthorized)]
    public async Task Key_in_the_header_takes_precedence_over_the_key_in_the_query(
        string? header,
        string? query,
        HttpStatusCode expected
    )
    {
        using var request = CreateNeedKeyRequest(header, query);

        using var response = await host.Http.SendAsync(request);

        Assert.Equal(expected, response.StatusCode);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public async Task Host_without_a_key_rejects_requests_to_a_protected_function(string? key)
    {
        var closed = new SampleHost(key, hostJsonPath: null);
        await closed.InitializeAsync();
        using var request = CreateNeedKeyRequest(header: "", query: "");

        using var response = await closed.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        await closed.DisposeAsync();
    }

    [Fact]
    public async Task Anonymous_function_ignores_the_key()
    {
        using var response = await host.Http.GetAsync("api/things?code=wrong");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    private static HttpRequestMessage CreateNeedKeyRequest(string? header, string? query)
    {
        var request = new HttpRequestMessage(
            HttpMethod.Get,
            query is null ? "api/NeedKey" : $"api/NeedKey?code={query}"
        );
        if (header is not null)
        {
            request.Headers.TryAddWithoutValidation("x-functions-key", header);
        }

        return request;
    }
}
